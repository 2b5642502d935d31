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

    /** Rows of B farther apart than so many floats have each a page of their own. */
    private static final int PAGE = 1024;
    /** Fewer rows than this are few. */
    private static final int FEW_ROWS = 48;
    /** Rows of C from which B is read so often that packing it pays. */
    private static final int PACK_B_ROWS = 256;
    /** The same for a B with rows so far apart that a panel has them in pages of their own. */
    private static final int PACK_SPARSE_B_ROWS = 32;
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
    private static final long MIN_WORK_PER_THREAD = 1 << 17;

    private Path path = Path.EMPTY;
    private boolean packsA;
    private boolean packsB;
    private boolean leftIsColumnMajor;
    private int vectors;

    private int rowsPerPart;
    private int columnsPerPart;
    private int partsAcross;
    private int parts;

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

    /** How many parts the threads share; each is a range of rows and columns of C. */
    public int parts() {
        return parts;
    }

    /** A number that products have in common if, but for collisions, their plans and shapes are the same. */
    public long key(Product p) {
        int flags = (packsA ? 8 : 0) + (packsB ? 4 : 0) + (p.transA ? 2 : 0) + (p.transB ? 1 : 0);
        long key = mix(path.hashCode(),
                64 * vectors + flags + (p.packedA != null ? 16 : 0) + (p.packedB != null ? 32 : 0));
        key = mix(mix(key, p.c.rows()), p.c.columns());
        key = mix(mix(key, rowsPerPart), columnsPerPart);
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

    int fromRow(int part) {
        return part / partsAcross * rowsPerPart;
    }

    int toRow(int part, int rows) {
        return (int) Math.min((long) fromRow(part) + rowsPerPart, rows);
    }

    int fromColumn(int part) {
        return part % partsAcross * columnsPerPart;
    }

    int toColumn(int part, int columns) {
        return (int) Math.min((long) fromColumn(part) + columnsPerPart, columns);
    }

    /** The rows of all parts but the last ones. */
    public int rowsPerPart() {
        return rowsPerPart;
    }

    /** The columns of all parts but the last ones. */
    public int columnsPerPart() {
        return columnsPerPart;
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
        split(p, threads, 1, 1);
        boolean wide = rowsPay && columnsPerPart >= WIDE && (rowsPerPart >= TALL || p.columnStepOfB() == 1);
        path = p.isEmptySum() ? Path.EMPTY : wide ? Path.ROWS : Path.TILES;
    }

    /** Plans a product in register tiles. */
    public void decide(Product p, int threads, Blocking blocking) {
        int m = p.c.rows();
        int n = p.c.columns();
        packsA = false;
        packsB = false;
        if (p.isEmptySum() || m == 0 || n == 0) {
            path = Path.EMPTY;
            split(p, threads, 1, 1);
        } else if (isLine(p, m, n)) {
            decideLine(p, blocking);
            split(p, threads, blocking.lanes, (path == Path.TILES ? ROW_BLOCK : 1) * blocking.lanes);
        } else if (hasFewColumns(p, m, n)) {
            decideFewColumns(p, blocking);
            split(p, threads, Panels.ROWS, n);
        } else {
            path = Path.TILES;
            split(p, threads, blocking.tallest(2), p.packedB != null ? Panels.ROWS : 2 * blocking.lanes);
            decideTiles(p, blocking);
        }
    }

    /** Packed operands have panels for tiles. With α the elements of A are scaled: only if A is the line. */
    private static boolean isLine(Product p, int m, int n) {
        return p.packedB == null && (m == 1 || (n == 1 && p.packedA == null && p.alpha == 1));
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

    private void decideTiles(Product p, Blocking blocking) {
        int rows = rowsPerPart;
        int columns = columnsPerPart;
        if (p.packedA != null) {
            p.packedA = p.packedA.inStripes(blocking.tallest(2));
        }
        packsA = packsA(p, rows, columns, blocking);
        packsB = packsB(p, rows);
        leftIsColumnMajor = packsA || p.transA || p.packedA != null;
        // A packed B that few rows read comes from memory: each of its panels is read once.
        int widest = p.packedB != null && rows <= blocking.tallest(4) ? 4 : 2;
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
        return p.packedB == null && (p.transB
                || rows >= (p.b.leadingDimension() <= PAGE / 2 ? PACK_B_ROWS : PACK_SPARSE_B_ROWS));
    }

    /**
     * Cuts C into a grid of equal parts, whole register tiles each, one for each thread; the grid is the one whose
     * largest part needs the least packing for its work. No sum over k is ever cut.
     */
    private void split(Product p, int threads, int tileRows, int tileColumns) {
        int m = p.c.rows();
        int n = p.c.columns();
        rowsPerPart = m;
        columnsPerPart = n;
        partsAcross = 1;
        parts = 1;
        if (threads == 1 || (double) m * n * p.k < 2 * MIN_WORK_PER_THREAD) {
            return;
        }
        int worth = (int) Math.min(threads, (double) m * n * p.k / MIN_WORK_PER_THREAD);
        double least = Double.POSITIVE_INFINITY;
        for (int down = 1; down <= worth; down++) {
            int across = worth / down;
            int rows = partSize(m, down, tileRows);
            int columns = partSize(n, across, tileColumns);
            // Multiplications, and the copies into panels at what about ten multiplications cost.
            double cost = (double) rows * columns + 10.0 * ((double) rows + columns);
            if (cost < least) {
                least = cost;
                rowsPerPart = rows;
                columnsPerPart = columns;
                partsAcross = ceilDiv(n, columns);
                parts = ceilDiv(m, rows) * partsAcross;
            }
        }
    }

    /** The size of equal parts of whole tiles; no more than there is. */
    private static int partSize(int size, int parts, int tile) {
        return (int) Math.min(size, (long) ceilDiv(ceilDiv(size, tile), parts) * tile);
    }

    private static int ceilDiv(int x, int y) {
        return (int) (((long) x + y - 1) / y);
    }
}
