package org.lanewise.network.metrics;

/** How the values of several classes become one. */
public enum Average {
    /** That of class 1, the positive one; there have to be two classes. */
    BINARY,
    /** The mean over the classes that occur, predicted or true: each counts the same. */
    MACRO,
    /** Of all classes' counts together; as each example has one class, it is the accuracy. */
    MICRO,
    /** The mean over the classes, each as often as it is true. */
    WEIGHTED
}
