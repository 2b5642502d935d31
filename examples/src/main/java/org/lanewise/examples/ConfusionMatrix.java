package org.lanewise.examples;

/** How often each class was taken for which. */
final class ConfusionMatrix {
    private final int[][] counts;

    /**
     * Counts.
     *
     * @param classes the number of classes
     * @param labels the right class of each example
     * @param predicted the predicted class of each example
     */
    ConfusionMatrix(int classes, int[] labels, int[] predicted) {
        counts = new int[classes][classes];
        for (int j = 0; j < labels.length; j++) {
            counts[labels[j]][predicted[j]]++;
        }
    }

    /** How many examples of class {@code label} were taken for class {@code predicted}. */
    int count(int label, int predicted) {
        return counts[label][predicted];
    }

    /** A row for each right class, a column for each predicted one; a dot is a zero. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("  ");
        for (int predicted = 0; predicted < counts.length; predicted++) {
            text.append(cell(predicted));
        }
        for (int label = 0; label < counts.length; label++) {
            text.append(System.lineSeparator()).append(' ').append(label);
            for (int count : counts[label]) {
                text.append(count == 0 ? "    ." : cell(count));
            }
        }
        return text.toString();
    }

    private static String cell(int number) {
        return String.format("%5d", number);
    }
}
