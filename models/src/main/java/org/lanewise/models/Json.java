package org.lanewise.models;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * An object of JSON whose values are asked for by name and type, and the other way round. What is asked for and not there, or of
 * another type, is said with its place.
 */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Names that collide on purpose cost no more than others.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    /** A number as it stands there: how exact it is to be is up to who asks. */
    private record Digits(String text) {
    }

    /** Says what is wrong, and where. */
    @FunctionalInterface
    interface Problems {
        ModelFileException of(String place, String reason);
    }

    private final Map<?, ?> values;
    private final String place;
    private final Problems problems;

    private Json(Map<?, ?> values, String place, Problems problems) {
        this.values = values;
        this.place = place;
        this.problems = problems;
    }

    /** Reads a text that is an object and nothing else. */
    static Json read(String text, String place, Problems problems) throws ModelFileException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw problems.of(place, "is no JSON object");
            }
            Map<?, ?> values = (Map<?, ?>) value(parser);
            if (parser.nextToken() != null) {
                throw problems.of(place, "goes on after the JSON object");
            }
            return new Json(values, place, problems);
        } catch (JacksonException e) {
            throw problems.of(place, "is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The value that begins with the present token; Jackson limits how deep they nest. */
    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Digits(parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            // Of no type that anybody asks for.
            case VALUE_NULL -> Optional.empty();
            default -> parser.getString();
        };
    }

    /** The names, in the order in which they stand there. */
    List<String> names() {
        return values.keySet().stream().map(String.class::cast).toList();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Throws if it was written by an edition that is not known: nothing is guessed. */
    void checkVersion(int known) throws ModelFileException {
        if (count("version") != known) {
            throw problem("version", count("version") + " is not known here, only " + known);
        }
    }

    /** Throws if there is a name that is none of these. */
    void checkNames(List<String> known) throws ModelFileException {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw problem(name, "is unknown, there may be " + known);
            }
        }
    }

    ModelFileException problem(String name, String reason) {
        return problems.of(place + ", \"" + name + "\"", reason);
    }

    private <T> T get(String name, Class<T> type, String kind) throws ModelFileException {
        Object value = values.get(name);
        if (value == null) {
            throw problem(name, "is missing");
        }
        if (!type.isInstance(value)) {
            throw problem(name, "is not " + kind);
        }
        return type.cast(value);
    }

    String text(String name) throws ModelFileException {
        return get(name, String.class, "a text");
    }

    boolean flag(String name) throws ModelFileException {
        return get(name, Boolean.class, "true or false");
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) throws ModelFileException {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw problem(name, text + " is none of " + List.of(type.getEnumConstants()));
    }

    Json object(String name) throws ModelFileException {
        return new Json(get(name, Map.class, "an object"), place + ", \"" + name + "\"", problems);
    }

    List<Json> objects(String name) throws ModelFileException {
        List<Json> objects = new ArrayList<>();
        for (Object element : get(name, List.class, "an array")) {
            if (!(element instanceof Map<?, ?> map)) {
                throw problem(name, "is not an array of objects");
            }
            objects.add(new Json(map, place + ", \"" + name + "\"[" + objects.size() + "]", problems));
        }
        return objects;
    }

    List<String> texts(String name) throws ModelFileException {
        List<String> texts = new ArrayList<>();
        for (Object element : get(name, List.class, "an array")) {
            if (!(element instanceof String text)) {
                throw problem(name, "is not an array of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Numbers, as {@link #number} reads them. */
    List<Double> numbers(String name) throws ModelFileException {
        List<Double> numbers = new ArrayList<>();
        for (Object element : get(name, List.class, "an array")) {
            numbers.add(number(name, element));
        }
        return numbers;
    }

    /** Integers that are not negative. */
    List<Long> counts(String name) throws ModelFileException {
        List<Long> counts = new ArrayList<>();
        for (Object element : get(name, List.class, "an array")) {
            counts.add(count(name, element));
        }
        return counts;
    }

    /** An integer that is not negative. */
    long count(String name) throws ModelFileException {
        return count(name, get(name, Digits.class, "a number"));
    }

    /** The same, small enough for an int. */
    int integer(String name) throws ModelFileException {
        long count = count(name);
        if (count > Integer.MAX_VALUE) {
            throw problem(name, "must be below 2^31: " + count);
        }
        return (int) count;
    }

    private long count(String name, Object element) throws ModelFileException {
        try {
            if (element instanceof Digits(String text) && Long.parseLong(text) >= 0) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // What is no integer, or too large, is said below.
        }
        throw problem(name, "must be integers from 0 to 2^63 - 1");
    }

    /** A number, which is a text if it is infinite or NaN. */
    double number(String name) throws ModelFileException {
        return number(name, get(name, Object.class, "a number"));
    }

    private double number(String name, Object element) throws ModelFileException {
        String text = digits(name, element);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw problem(name, "is no number: " + text);
        }
    }

    /** A number that was a float: rounded once. */
    float single(String name) throws ModelFileException {
        String text = digits(name, get(name, Object.class, "a number"));
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw problem(name, "is no number: " + text);
        }
    }

    private String digits(String name, Object element) throws ModelFileException {
        return switch (element) {
            case Digits(String text) -> text;
            case String text -> text;
            default -> throw problem(name, "is not a text");
        };
    }

    /** The text of maps, lists, texts, numbers and truth values; those that are infinite or NaN become texts. */
    static String write(Map<String, ?> object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(object, generator);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator generator) {
        switch (value) {
            case Map<?, ?> map -> {
                generator.writeStartObject();
                map.forEach((name, element) -> {
                    generator.writeName((String) name);
                    write(element, generator);
                });
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                list.forEach(element -> write(element, generator));
                generator.writeEndArray();
            }
            case Float number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case Number number -> generator.writeNumber(number.longValue());
            case Boolean flag -> generator.writeBoolean(flag);
            default -> generator.writeString((String) value);
        }
    }
}
