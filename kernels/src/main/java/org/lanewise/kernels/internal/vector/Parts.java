package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.BLOCKING;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Plan;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.TileHeights;
import org.lanewise.kernels.internal.warmup.PartSet;

/**
 * The parts of the vector backend that the JIT compiles each by itself: a kernel can be used at full speed once all
 * parts that it needs are compiled.
 */
public final class Parts {
    /** The Vector API's classes, without which not even the needs of a product can be told. */
    public static final int CLASSES = 0;
    /** Transposition. */
    public static final int TRANSPOSE = 1;
    static final int COPY = 2;
    static final int ADD_ROWS = 3;
    /** Products of rows with a vector, a lane for each row; sums of a single column are such. */
    public static final int DOT_ROWS = 4;
    static final int FEW_COLUMNS = 5;
    static final int ADD_BIAS = 6;
    static final int ADD_BIAS_OF_COLUMNS = 7;
    /** Sums of rows. */
    public static final int ROW_SUMS = 8;
    /** Sums of columns. */
    public static final int COLUMN_SUMS = 9;
    /** Softmax. */
    public static final int SOFTMAX = 10;
    /** Logarithm of softmax. */
    public static final int LOG_SOFTMAX = 11;
    /** Binary cross-entropy. */
    public static final int SIGMOID_CROSS_ENTROPY = 12;
    /** Categorical cross-entropy. */
    public static final int SOFTMAX_CROSS_ENTROPY = 13;
    /** Categorical cross-entropy of known classes. */
    public static final int CROSS_ENTROPY_OF_CLASSES = 14;
    /** A matrix times a vector, and dot products. */
    public static final int MATRIX_VECTOR = 15;
    /** A transposed matrix times a vector. */
    public static final int TRANSPOSED_MATRIX_VECTOR = 16;
    /** The norm. */
    public static final int NORM = 17;
    /** Dropout. */
    public static final int DROPOUT = 18;
    /** What is done with a gradient before an update. */
    public static final int CHANGE_GRADIENT = 19;
    private static final Deviation[] DEVIATIONS = Deviation.values();
    /** One for each deviation. */
    static final int ERROR = 20;
    private static final ElementWise[] FUNCTIONS = ElementWise.values();
    /** One for each element-wise function. */
    static final int ELEMENT_WISE = ERROR + DEVIATIONS.length;
    private static final Activation.Kind[] KINDS = Activation.Kind.values();
    private static final UpdateRule.Kind[] RULES = UpdateRule.Kind.values();
    /** One for each rule of an update. */
    static final int UPDATE = ELEMENT_WISE + FUNCTIONS.length;
    /** One for each kind of activation. */
    static final int ACTIVATE = UPDATE + RULES.length;
    static final int GRADIENT = ACTIVATE + KINDS.length;
    /** One for each height of chains that go on: column-major ones, then row-major ones. */
    static final int CHAINS = GRADIENT + KINDS.length;
    private static final int CHAIN_HEIGHTS = MicroKernels.ROWS_OF_32_REGISTERS[MicroKernels.CHAIN_VECTORS];
    /** One for each tile: column-major ones, then row-major ones; of each the widths, of those the heights. */
    static final int TILES = CHAINS + 2 * CHAIN_HEIGHTS;

    /** By the vectors of a tile: its first part among those of an order. */
    private static final int[] FIRST = new int[MicroKernels.ROWS_OF_32_REGISTERS.length + 1];

    static {
        for (int vectors = 0; vectors + 1 < FIRST.length; vectors++) {
            FIRST[vectors + 1] = FIRST[vectors] + MicroKernels.ROWS_OF_32_REGISTERS[vectors];
        }
    }

    private static final int TILES_OF_AN_ORDER = FIRST[FIRST.length - 1];
    /** How many parts there are. */
    public static final int COUNT = TILES + 2 * TILES_OF_AN_ORDER;

    private Parts() {
    }

    /** The part of an error. */
    @SuppressWarnings("EnumOrdinal") // Parts are numbers, which nobody keeps.
    public static int error(Deviation deviation) {
        return ERROR + deviation.ordinal();
    }

    /** The deviation of one of the parts from {@link #ERROR} on. */
    static Deviation deviation(int part) {
        return DEVIATIONS[part - ERROR];
    }

    /** The part of an element-wise function. */
    @SuppressWarnings("EnumOrdinal") // Parts are numbers, which nobody keeps.
    public static int elementWise(ElementWise f) {
        return ELEMENT_WISE + f.ordinal();
    }

    /** The function of one of the parts from {@link #ELEMENT_WISE} on. */
    static ElementWise function(int part) {
        return FUNCTIONS[part - ELEMENT_WISE];
    }

    /** The part of a rule. */
    @SuppressWarnings("EnumOrdinal") // Parts are numbers, which nobody keeps.
    public static int update(UpdateRule.Kind rule) {
        return UPDATE + rule.ordinal();
    }

    /** The rule of one of the parts from {@link #UPDATE} on. */
    static UpdateRule.Kind rule(int part) {
        return RULES[part - UPDATE];
    }

    /** The part of an activation. */
    public static int activate(Activation g) {
        return ACTIVATE + number(g);
    }

    /** The part of an activation's gradient. */
    public static int gradient(Activation g) {
        return GRADIENT + number(g);
    }

    @SuppressWarnings("EnumOrdinal") // Parts are numbers, which nobody keeps.
    private static int number(Activation g) {
        return g.kind().ordinal();
    }

    /** An activation of the kind that one of the parts from {@link #ACTIVATE} or {@link #GRADIENT} on is for. */
    static Activation activation(int part) {
        return Activation.of(KINDS[(part - ACTIVATE) % KINDS.length]);
    }

    /** The part that packs a matrix to be an operand of many products. */
    public static int packing(boolean transposed) {
        return transposed ? COPY : TRANSPOSE;
    }

    private static int firstChain(boolean columnMajor) {
        return CHAINS + (columnMajor ? 0 : CHAIN_HEIGHTS);
    }

    /** Whether chains are for a column-major left operand. */
    static boolean areChainsColumnMajor(int chains) {
        return chains < firstChain(false);
    }

    /** The rows of chains. */
    static int rowsOfChains(int chains) {
        return (chains - CHAINS) % CHAIN_HEIGHTS + 1;
    }

    private static int firstTile(boolean columnMajor, int vectors) {
        return TILES + (columnMajor ? 0 : TILES_OF_AN_ORDER) + FIRST[vectors];
    }

    /** Whether a tile is for a column-major left operand. */
    static boolean isColumnMajor(int tile) {
        return tile < TILES + TILES_OF_AN_ORDER;
    }

    /** The vectors of a tile. */
    static int vectors(int tile) {
        int number = (tile - TILES) % TILES_OF_AN_ORDER;
        int vectors = 1;
        while (FIRST[vectors + 1] <= number) {
            vectors++;
        }
        return vectors;
    }

    /** The rows of a tile. */
    static int rows(int tile) {
        return (tile - TILES) % TILES_OF_AN_ORDER - FIRST[vectors(tile)] + 1;
    }

    /** Adds what a planned product needs. */
    public static void addOf(Product p, PartSet parts) {
        Activation g = p.activation;
        if (g != null) {
            parts.add(p.bias != null ? activate(g) : gradient(g));
            if (p.bias != null) {
                boolean downC = p.plan.path() == Plan.Path.FEW_COLUMNS;
                boolean apart = p.plan.path() == Plan.Path.TILES && ShortRows.suits(p, p.c.columns());
                boolean along = p.biasOfColumns && p.c.columns() > 1;
                parts.add(apart || downC ? FEW_COLUMNS : along ? ADD_BIAS_OF_COLUMNS : ADD_BIAS);
            }
        }
        if (p.update != null) {
            parts.add(update(p.update.kind));
            if (p.update.changesGradient()) {
                parts.add(CHANGE_GRADIENT);
            }
        }
        if (p.plan.cut() == Plan.Cut.BLOCKS_OF_K) {
            parts.add(elementWise(ElementWise.SUM));
        }
        switch (p.plan.path()) {
            case LINE -> {
                boolean dots = p.c.rows() == 1 ? p.transB : !p.transA;
                parts.add(dots ? DOT_ROWS : ADD_ROWS);
            }
            case FEW_COLUMNS -> addOfFewColumns(p, parts);
            case TILES -> addOfTiles(p, parts);
            default -> {
                // Nothing but loops without vectors.
            }
        }
    }

    private static void addOfFewColumns(Product p, PartSet parts) {
        parts.add(TRANSPOSE);
        if (p.plan.packsA() && (p.transA || p.packedA != null)) {
            parts.add(COPY);
        }
        if (FewColumns.inPieces(p, Math.min(Product.KC, p.k), Math.min(p.c.rows(), Panels.ROWS))) {
            parts.add(FEW_COLUMNS);
            boolean columnMajor = p.plan.leftIsColumnMajor();
            parts.addAll(firstChain(columnMajor),
                    BLOCKING.heights(columnMajor, MicroKernels.CHAIN_VECTORS).set(p.c.columns()));
        }
        int rest = p.c.rows() % Panels.ROWS;
        addPanels(p, Math.min(p.c.rows(), Panels.ROWS), 1L << p.c.columns(), parts);
        if (rest > 0) {
            addPanels(p, rest, 1L << p.c.columns(), parts);
        }
    }

    private static void addOfTiles(Product p, PartSet parts) {
        Plan plan = p.plan;
        if (plan.packsA()) {
            parts.add(packing(p.transA || p.packedA != null));
        }
        if (p.packedB == null) {
            // What is read in its place is packed at the edge all the same.
            parts.add(packing(!p.transB));
        }
        TileHeights heights = BLOCKING.heights(plan.leftIsColumnMajor(), plan.vectors());
        long stripes = 0;
        for (int range = 0; range < plan.partsDown(); range++) {
            int rows = plan.fromRow(range + 1, p.c.rows()) - plan.fromRow(range, p.c.rows());
            // Tiles do not reach from stripe to stripe.
            int height = p.packedA != null ? p.packedA.rowsLeft(0) : rows;
            stripes |= heights.set(Math.min(rows, height)) | heights.set(rows % height);
        }
        if (plan.cut() == Plan.Cut.SHARED_COPIES) {
            addPanels(p, Math.min(p.c.columns(), Plan.NC), stripes << 1, parts);
            addPanels(p, (p.c.columns() - 1) % Plan.NC + 1, stripes << 1, parts);
        } else {
            int last = plan.partsAcross() - 1;
            addPanels(p, plan.fromColumn(1, p.c.columns()), stripes << 1, parts);
            addPanels(p, p.c.columns() - plan.fromColumn(last, p.c.columns()), stripes << 1, parts);
        }
    }

    /** The tiles for so many columns and for stripes of some heights, bit h for height h. */
    private static void addPanels(Product p, int columns, long stripes, PartSet parts) {
        int planned = p.plan.vectors();
        if (columns >= planned * LENGTH) {
            addTiles(p, planned, stripes, parts);
        }
        int rest = columns % (planned * LENGTH);
        if (rest > 0) {
            addTiles(p, Columns.vectors(planned, rest), stripes, parts);
        }
    }

    private static void addTiles(Product p, int vectors, long stripes, PartSet parts) {
        boolean columnMajor = p.plan.leftIsColumnMajor();
        TileHeights heights = BLOCKING.heights(columnMajor, vectors);
        int set = 0;
        for (long left = stripes; left != 0; left &= left - 1) {
            set |= heights.set(Long.numberOfTrailingZeros(left));
        }
        parts.addAll(firstTile(columnMajor, vectors), set);
    }
}
