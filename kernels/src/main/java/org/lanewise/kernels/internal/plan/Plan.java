package org.lanewise.kernels.internal.plan;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;

/**
 * What a call of a product will do, decided once, before anything is computed: the one place that knows which way a
 * product goes. The backend carries it out, and the warm-up reads in it what has to be compiled. It is part of the
 * pooled {@link Product}.
 */
public final class Plan {
    /** The way of a product. */
    public enum Path {
        /** No sums: C is scaled only. */
        EMPTY,
        /** Portable loops over rows of op(B), which are added to rows of sums. */
        ROWS,
        /** One row or one column: a matrix times a vector, walked along its rows as it lies in memory. */
        LINE,
        /** Few columns: {@code Cᵀ = op(B)ᵀ·op(A)ᵀ} in register tiles whose lanes run down the columns of C. */
        FEW_COLUMNS,
        /** {@code C = op(A)·op(B)} in tiles of sums in registers; if they have lanes, these run along the rows of C. */
        TILES
    }

    /** How the threads share a product. */
    public enum Cut {
        /** One part. */
        NONE,
        /** Ranges of rows and columns of C, each as if it were alone. */
        RANGES,
        /** Block by block: the copies of a block are made by all, then the ranges of C are computed that use them. */
        SHARED_COPIES,
        /** Each block of k by itself, with sums of its own, which then are added to C in ascending order. */
        BLOCKS_OF_K
    }

    /** Columns of a packed block of B: wider, it would not stay in the cache; narrower, A is packed more often. */
    public static final int NC = 1024;

    /** Rows of B farther apart than so many floats have each a page of their own. */
    private static final int PAGE = 1024;
    /** Fewer rows than this are few. */
    private static final int FEW_ROWS = 48;
    /** Rows of C from which B is read so often that packing it pays. */
    private static final int PACK_B_ROWS = 256;
    /** The same for a B with rows so far apart that a panel has them in pages of their own, */
    private static final int PACK_SPARSE_B_ROWS = 32;
    /** if it has more rows than this; those of a shorter panel are found again in the caches, pages included. */
    private static final int SHORT_B = 320;
    private static final int PACK_SHORT_SPARSE_B_ROWS = 128;
    /** Vectors of a block of columns whose sums stay in registers where C is a single row. */
    private static final int ROW_BLOCK = 8;
    /** With more blocks than this the pieces of a row that are read lie too far apart. */
    private static final int ROW_BLOCKS = 4;
    /** Up to so many columns lanes run down C, where op(A)ᵀ is there for the asking: packed, or A itself transposed. */
    private static final int FEW_COLUMNS = 24;
    /** Up to so many it pays to pack A for it, */
    private static final int FEW_COLUMNS_TO_PACK_FOR = 8;
    /** or up to so many if A is small, and tiles that are wider than C would cost more than their arithmetic. */
    private static final int FEW_COLUMNS_TO_PACK_SMALL_FOR = 15;
    private static final int SMALL = 1 << 14;
    /** With fewer rows the vectors of a panel would be too empty. */
    private static final int FEW_COLUMNS_MIN_ROWS = 8;

    /** From so many columns on, the rows of C fill vectors: micro-kernels are faster. */
    private static final int TINY_MIN_VECTOR_COLUMNS = 16;
    /** With more rows a product may be worth several threads. */
    private static final int TINY_MAX_ROWS = 256;
    /** What it takes to start and to end a tile of plain loops, in steps of its sums. */
    private static final int TINY_STEPS_AROUND_A_TILE = 8;
    /** What a product by micro-kernels takes at least, in the same steps, */
    private static final int TINY_STEPS_AROUND_MICRO_KERNELS = 120;
    /** and for each of its rows. */
    private static final int TINY_STEPS_A_ROW = 8;
    /** From so many on, blocks of A are transposed for a product with one column. */
    private static final int TINY_MIN_STEPS_OF_A_COLUMN = 32;

    /** From so many columns on the JIT's own SIMD pays for portable loops along them, */
    private static final int WIDE = 24;
    /** if there are rows enough to pay for a transposed B. */
    private static final int TALL = 8;

    /** Below this many multiplications a thread costs more than it brings. */
    private static final long MIN_WORK_PER_THREAD = 1 << 18;
    /** The same for a line, which uses each element of the matrix once: to fetch it takes longer than to multiply it. */
    private static final long MIN_LINE_PER_THREAD = 1 << 16;
    /** Threads take parts as they come: who comes late, or is slow, takes fewer. */
    private static final int PARTS_PER_THREAD = 4;
    /** More parts than threads are worth their cost only if they have so many multiplications each. */
    private static final long MIN_WORK_PER_PART = 1 << 19;
    /** What a part costs beside its work, in multiplications: to be taken, and what of it is not in this thread's cache. */
    private static final double PART = 1 << 15;
    /** What it costs all threads to wait for each other. */
    private static final double WAIT = 1 << 18;
    /** What it costs to copy an element into a panel, */
    private static final double COPY = 10;
    /** and with a transposition. */
    private static final double TRANSPOSE = 20;
    /** What it costs to fetch an element that another thread wrote. */
    private static final double FETCH = 16;
    /** Threads that save less than this share of the time are not worth it. */
    private static final double SAVES = 0.85;
    /** What it costs to store an element of a block's sums, and to add it to C. */
    private static final double ADD = 16;
    /** With a longest way no longer than this, in shares of the work, no better cut is looked for. */
    private static final double GOOD = 1.05;
    /** Rows in which a C of tiles is cut: as there are tiles of all heights, not by the height of the tallest one. */
    private static final int ROW_UNIT = 4;
    /** Columns of a row that has to be read in pieces: with shorter ones the hardware does not fetch ahead. */
    private static final int LINE_UNIT = 128;
    /** A shared copy of A has no more rows, so that it is no larger than one of B: more of them are enough for all threads. */
    private static final int SHARED_ROWS = 1024;
    /** Elements of all sums that are kept at a time. */
    private static final int SUMS = 1 << 20;
    /** Threads share the copy of a block of B in so many pieces each. */
    private static final int PIECES_PER_THREAD = 2;

    private Path path = Path.EMPTY;
    private boolean packsA;
    private boolean packsB;
    private boolean leftIsColumnMajor;
    private int vectors;

    private Cut cut = Cut.NONE;
    /** What it costs to copy a row of A, and a column of B, while it is being decided. */
    private double rowOfA;
    private double columnOfB;
    private int rowUnit;
    private int columnUnit;
    private int partsDown;
    private int partsAcross;
    /** Pieces of the copies of A and of B that are shared. */
    private int piecesOfA;
    private int piecesOfB;
    /** Blocks of k whose sums are kept at a time. */
    private int blocksAtATime;

    /** The way. */
    public Path path() {
        return path;
    }

    /** Whether A is copied into panels: as the left operand, or for {@link Path#FEW_COLUMNS} as the right one. */
    public boolean packsA() {
        return packsA;
    }

    /** Whether B is copied into panels. */
    public boolean packsB() {
        return packsB;
    }

    /** Whether tiles read the left operand column by column: in panels, or a transposed matrix in its place. */
    public boolean leftIsColumnMajor() {
        return leftIsColumnMajor;
    }

    /** Vectors in a row of a tile, where there are columns enough. */
    public int vectors() {
        return vectors;
    }

    /** How threads share it. */
    public Cut cut() {
        return cut;
    }

    /** Ranges of rows that C is cut into. */
    public int partsDown() {
        return partsDown;
    }

    /** Ranges of columns that C, or with {@link Cut#SHARED_COPIES} each of its blocks of columns, is cut into. */
    public int partsAcross() {
        return partsAcross;
    }

    /** The ranges that C, or one of its blocks, is cut into. */
    int ranges() {
        return partsDown * partsAcross;
    }

    /** Whether the copy of A is shared; else whoever needs one makes it. */
    public boolean sharesA() {
        return piecesOfA > 0;
    }

    /** Pieces of the copy of A that is shared: ranges of rows of C. */
    int piecesOfA() {
        return piecesOfA;
    }

    /** Pieces of the copy of B that is shared. */
    public int piecesOfB() {
        return piecesOfB;
    }

    /** Blocks of k whose sums are kept at a time. */
    int blocksAtATime() {
        return blocksAtATime;
    }

    /** A number that products have in common if, but for collisions, their plans and shapes are the same. */
    public long key(Product p) {
        int flags = (packsA ? 8 : 0) + (packsB ? 4 : 0) + (p.transA ? 2 : 0) + (p.transB ? 1 : 0);
        long key = mix(path.hashCode(),
                64 * vectors + flags + (p.packedA != null ? 16 : 0) + (p.packedB != null ? 32 : 0));
        key = mix(mix(key, p.c.rows()), p.c.columns());
        key = mix(mix(key, cut.hashCode()), mix(partsDown, partsAcross));
        if (p.update != null) {
            key = mix(key, 2L * p.update.kind.hashCode() + (p.update.changesGradient() ? 1 : 0));
        }
        Activation g = p.activation;
        return g == null ? key : mix(key, 3L * g.kind().hashCode() + (p.bias == null ? 0 : p.biasOfColumns ? 1 : 2));
    }

    /** One round of a multiplicative hash; the multiplier is 2⁶⁴ over the golden ratio. */
    private static long mix(long key, long value) {
        long product = (key ^ value) * 0x9e3779b97f4a7c15L;
        return product ^ product >>> 32;
    }

    /** Where a range of rows begins, of so many rows of C; that after the last range ends there. */
    public int fromRow(int range, int rows) {
        return bound(rows, rowUnit, range, partsDown);
    }

    /** Where a range of columns begins, of so many columns of C or of one of its blocks. */
    public int fromColumn(int range, int columns) {
        return bound(columns, columnUnit, range, partsAcross);
    }

    private static int bound(int size, int unit, int range, int ranges) {
        return (int) Math.min(size, (long) ceilDiv(size, unit) * range / ranges * unit);
    }

    /** The rows of the largest range. */
    private int rowsPerPart(int rows) {
        return largest(rows, rowUnit, partsDown);
    }

    private int columnsPerPart(int columns) {
        return largest(columns, columnUnit, partsAcross);
    }

    private static int largest(int size, int unit, int ranges) {
        return (int) Math.min(size, (long) ceilDiv(ceilDiv(size, unit), ranges) * unit);
    }

    /**
     * Whether a product with this C and sums of length k is so small that borrowing a workspace would cost more than its
     * arithmetic: it is computed at once, in plain loops. Its sums are in one block.
     */
    public static boolean isTiny(Matrix c, int k) {
        int m = c.rows();
        int n = c.columns();
        if (k == 0 || k > Product.KC || m > TINY_MAX_ROWS || n >= TINY_MIN_VECTOR_COLUMNS) {
            return false;
        }
        if (m == 1) {
            return true;
        }
        if (n == 1) {
            return m <= 4 || k < TINY_MIN_STEPS_OF_A_COLUMN;
        }
        int tiles = (m + 1) / 2 * ((n + 1) / 2);
        return tiles * (k + TINY_STEPS_AROUND_A_TILE) <= TINY_STEPS_AROUND_MICRO_KERNELS + TINY_STEPS_A_ROW * m;
    }

    /**
     * Plans a product in plain loops.
     *
     * @param rowsPay whether the JIT can make SIMD of loops along rows
     */
    public void decide(Product p, int threads, boolean rowsPay) {
        path = p.isEmptySum() ? Path.EMPTY : Path.TILES;
        packsA = false;
        packsB = false;
        cut(p, threads, ROW_UNIT, ROW_UNIT, ROW_UNIT);
        if (path == Path.TILES && rowsPay && columnsPerPart(p.c.columns()) >= WIDE
                && (rowsPerPart(p.c.rows()) >= TALL || p.columnStepOfB() == 1)) {
            path = Path.ROWS;
        }
    }

    /** Plans a product in register tiles. */
    public void decide(Product p, int threads, Blocking blocking) {
        int m = p.c.rows();
        int n = p.c.columns();
        packsA = false;
        packsB = false;
        if (p.isEmptySum() || m == 0 || n == 0) {
            path = Path.EMPTY;
            cut(p, threads, 1, 1, 1);
        } else if (isLine(p, m, n)) {
            decideLine(p, blocking);
            cut(p, threads, blocking.lanes, p.transB ? blocking.lanes : Math.max(LINE_UNIT, ROW_BLOCK * blocking.lanes),
                    blocking.lanes);
        } else if (hasFewColumns(p, m, n)) {
            decideFewColumns(p, blocking);
            cut(p, threads, Panels.ROWS, n, Panels.ROWS);
        } else {
            decideTiles(p, threads, blocking);
        }
    }

    /** Packed operands have panels for tiles. With α the elements of A are scaled: only if A is the line. */
    private static boolean isLine(Product p, int m, int n) {
        return m == 1 ? p.packedB == null : n == 1 && p.packedA == null && p.alpha == 1;
    }

    private void decideLine(Product p, Blocking blocking) {
        int n = p.c.columns();
        int block = ROW_BLOCK * blocking.lanes;
        boolean inRegisters = p.c.rows() == 1 && !p.transB && p.alpha == 1 && n % block == 0
                && n <= ROW_BLOCKS * block;
        path = inRegisters ? Path.TILES : Path.LINE;
        leftIsColumnMajor = p.transA || p.packedA != null;
        vectors = n % (2 * block) == 0 && blocking.tallest(2 * ROW_BLOCK) > 0 ? 2 * ROW_BLOCK : ROW_BLOCK;
    }

    private static boolean hasFewColumns(Product p, int m, int n) {
        if (p.packedB != null || m < FEW_COLUMNS_MIN_ROWS) {
            return false;
        }
        if (p.packedA != null || p.transA) {
            return n <= FEW_COLUMNS;
        }
        return n <= ((long) m * p.k <= SMALL ? FEW_COLUMNS_TO_PACK_SMALL_FOR : FEW_COLUMNS_TO_PACK_FOR);
    }

    private void decideFewColumns(Product p, Blocking blocking) {
        int n = p.c.columns();
        path = Path.FEW_COLUMNS;
        leftIsColumnMajor = !p.transB;
        int m = p.c.rows();
        // Vectors at the end can reach back to earlier rows if there are some.
        boolean inPlace = p.transA && p.alpha == 1 && (m >= Panels.ROWS || m % blocking.lanes == 0);
        packsA = p.packedA == null ? !inPlace : p.alpha != 1;
        vectors = 4;
        while (vectors > 2 && blocking.tallest(vectors) < n) {
            vectors /= 2;
        }
    }

    private void decideTiles(Product p, int threads, Blocking blocking) {
        int m = p.c.rows();
        int n = p.c.columns();
        path = Path.TILES;
        int tallest = blocking.tallest(2);
        if (p.packedA != null) {
            p.packedA = p.packedA.inStripes(tallest);
        }
        packsA = packsA(p, m, n, blocking);
        packsB = packsB(p, m);
        cut(p, threads, p.packedA != null ? tallest : ROW_UNIT, p.packedB != null ? Panels.ROWS : 2 * blocking.lanes,
                tallest);
        int columns = columnsPerPart(n);
        if (cut == Cut.SHARED_COPIES) {
            columns = Math.min(n, NC);
        } else {
            // Where columns are cut and nothing is shared, the copy has to pay for each range.
            packsA = packsA(p, m, columns, blocking);
        }
        leftIsColumnMajor = packsA || p.transA || p.packedA != null;
        // A packed B that few rows read comes from memory: each of its panels is read once.
        int widest = p.packedB != null && rowsPerPart(m) <= blocking.tallest(4) ? 4 : 2;
        vectors = Math.min(widest, blocking.vectors(columns));
    }

    private static boolean packsA(Product p, int rows, int columns, Blocking blocking) {
        if (p.packedA != null) {
            return p.alpha != 1;
        }
        Blocking.Sizes sizes = blocking.sizes;
        boolean collide = p.a.leadingDimension() % PAGE == 0;
        int from;
        if (!p.transA) {
            from = rows < FEW_ROWS && !collide ? sizes.packFewRowsColumns() : sizes.packAColumns();
        } else {
            from = collide && p.k >= sizes.packCollidingASteps()
                    ? sizes.packCollidingAColumns()
                    : sizes.packTransposedAColumns();
        }
        // α goes into A's elements when they are packed.
        return p.alpha != 1 || columns >= from;
    }

    private static boolean packsB(Product p, int rows) {
        if (p.packedB != null) {
            return false;
        }
        if (p.transB) {
            return true;
        }
        if (p.b.leadingDimension() <= PAGE / 2) {
            return rows >= PACK_B_ROWS;
        }
        return rows >= (p.k > SHORT_B ? PACK_SPARSE_B_ROWS : PACK_SHORT_SPARSE_B_ROWS);
    }

    /**
     * Cuts C into a grid of ranges, several for each thread, and decides what is shared. Where C has too few units for the
     * threads, or they would wait for each other too often, the blocks of k are cut instead; never a sum within a block.
     *
     * @param rowUnit so many rows of C stay together
     * @param columnUnit so many columns of C stay together
     * @param tallest so many rows of C are computed at a time
     */
    private void cut(Product p, int threads, int rowUnit, int columnUnit, int tallest) {
        this.rowUnit = rowUnit;
        this.columnUnit = columnUnit;
        cut = Cut.NONE;
        partsDown = 1;
        partsAcross = 1;
        piecesOfA = 0;
        piecesOfB = 0;
        double work = (double) p.c.rows() * p.c.columns() * p.k;
        int worth = (int) Math.min(threads, work / (path == Path.LINE ? MIN_LINE_PER_THREAD : MIN_WORK_PER_THREAD));
        if (worth < 2) {
            return;
        }
        int m = p.c.rows();
        int n = p.c.columns();
        // What it costs to copy a row of A and a column of B.
        rowOfA = packsA ? (p.transA ? COPY : TRANSPOSE) * p.k : 0;
        columnOfB = packsB ? (p.transB ? TRANSPOSE : COPY) * p.k : 0;
        double time = grid(p, worth, 1, p.k, tallest);
        int down = partsDown;
        int across = partsAcross;
        boolean shares = sharesA(down, across) || sharesB(down);
        int blocks = ceilDiv(p.k, Product.KC);
        // An update needs all of a sum.
        if (blocks > 1 && path != Path.EMPTY && p.update == null && cutsBlocksOfK(p, worth, blocks, tallest, time)) {
            cut = Cut.BLOCKS_OF_K;
            return;
        }
        double fetch = FETCH * m * n * (worth - 1) / worth / worth;
        if (time + fetch > SAVES * (time(m, n, p.k, tallest) + rowOfA * m + columnOfB * n)) {
            partsDown = 1;
            partsAcross = 1;
            return;
        }
        partsDown = down;
        partsAcross = across;
        if (shares) {
            cut = Cut.SHARED_COPIES;
            partsAcross = Math.min(across, ceilDiv(NC, columnUnit));
            piecesOfA = packsA && across > 1 ? down : 0;
            piecesOfB = PIECES_PER_THREAD * worth;
        } else if (ranges() > 1) {
            cut = Cut.RANGES;
        }
    }

    /** Cuts each block of k into ranges, and tells whether that takes less time. */
    private boolean cutsBlocksOfK(Product p, int worth, int blocks, int tallest, double time) {
        double size = (double) p.c.rows() * p.c.columns();
        int rounds = (int) Math.ceil(blocks * size / SUMS);
        blocksAtATime = ceilDiv(blocks, rounds);
        double round = grid(p, worth, blocksAtATime, Product.KC, tallest) + 2 * WAIT;
        return size <= SUMS && rounds * round + size * blocks * ADD / worth < time / GOOD;
    }

    /**
     * Chooses the grid of ranges that takes the least time, preferably with few cuts across, and tells what it takes.
     *
     * @param times how many of these grids there are to compute, each with a share of k
     */
    private double grid(Product p, int worth, int times, int k, int tallest) {
        int m = p.c.rows();
        int n = p.c.columns();
        int rowUnits = ceilDiv(m, rowUnit);
        int columnUnits = ceilDiv(n, columnUnit);
        double work = (double) m * n * k;
        int target = ceilDiv(
                (int) Math.clamp(times * work / MIN_WORK_PER_PART, worth, PARTS_PER_THREAD * (double) worth), times);
        double enough = GOOD * times * (time(m, n, k, tallest) + (rowOfA * m + columnOfB * n) * k / p.k) / worth;
        double least = Double.POSITIVE_INFINITY;
        // The copy of a higher A is not shared: only rows are cut then.
        int most = packsA && m > SHARED_ROWS ? 1 : Math.min(target, columnUnits);
        int across = Math.min(ceilDiv(target, rowUnits), most);
        while (true) {
            for (int wanted = target / across; wanted <= ceilDiv(target, across); wanted++) {
                int units = ceilDiv(rowUnits, wanted);
                double time = tryGrid(p, worth, times, k, tallest, ceilDiv(rowUnits, units), across, least);
                least = Math.min(least, time);
            }
            if (across == most || least <= enough) {
                return least;
            }
            across = Math.min(most, across + 1 + across / 4);
        }
    }

    /** Takes a grid if it takes less time than the best one so far, and tells what it takes. */
    private double tryGrid(Product p, int worth, int times, int k, int tallest, int down, int across, double least) {
        int m = p.c.rows();
        int n = p.c.columns();
        int rows = largest(m, rowUnit, down);
        int columns = largest(n, columnUnit, across);
        // Each range copies what it needs, or all copy what all need, wait for each other and fetch it.
        boolean sharesA = times == 1 && sharesA(down, across);
        boolean sharesB = times == 1 && sharesB(down);
        double own = ((sharesA ? 0 : rowOfA * rows) + (sharesB ? 0 : columnOfB * columns)) * k / p.k;
        double time = ceilDiv(down * across * times, worth) * (time(rows, columns, k, tallest) + PART + own);
        if (sharesA || sharesB) {
            double fetch = FETCH * p.k * (worth - 1) / worth;
            int copiersOfB = p.transB ? Math.min(worth, ceilDiv(n, columnUnit)) : worth;
            time += 2.0 * ceilDiv(n, NC) * ceilDiv(p.k, Product.KC) * WAIT
                    + (sharesA ? rowOfA * m / worth + fetch * m : 0)
                    + (sharesB ? columnOfB * n / copiersOfB + fetch * n : 0);
        }
        if (time < least) {
            partsDown = down;
            partsAcross = across;
        }
        return time;
    }

    /** Whether several ranges of such a grid need the same rows of a copy of A. */
    private boolean sharesA(int down, int across) {
        return packsA && down > 1 && across > 1;
    }

    /** Whether several ranges of such a grid need the same columns of a copy of B. */
    private boolean sharesB(int down) {
        return packsB && down > 1;
    }

    /** What a range takes: a tile more costs as much as a row. */
    private static double time(int rows, int columns, int k, int tallest) {
        return ((double) rows + ceilDiv(rows, tallest)) * columns * k;
    }

    private static int ceilDiv(int x, int y) {
        return (int) (((long) x + y - 1) / y);
    }
}
