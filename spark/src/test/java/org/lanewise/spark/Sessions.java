package org.lanewise.spark;

import org.apache.spark.sql.SparkSession;

/** The session that all tests of a JVM share: two threads, nothing to look at, nothing written but to temporary folders. */
final class Sessions {
    private Sessions() {
    }

    static SparkSession local() {
        return SparkSession.builder().master("local[2]").appName("tests").config("spark.ui.enabled", "false")
                .config("spark.driver.host", "localhost").config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "3")
                .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/lanewise-warehouse")
                .getOrCreate();
    }
}
