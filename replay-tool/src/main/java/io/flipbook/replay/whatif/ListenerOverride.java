package io.flipbook.replay.whatif;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Other options for a listener, as {@code NAME:kind=iommufd,granule=2M} says them.
 *
 * @param text the whole, for people
 */
record ListenerOverride(String text, String name, Map<String, String> options) {
    private static final String KEYS = "kind, limit, granule, large-pages, container";

    /** Reads one; throws IllegalArgumentException with a line for the user. */
    static ListenerOverride parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("not NAME:KEY=VALUE[,KEY=VALUE...]: " + text);
        }
        Map<String, String> options = new TreeMap<>();
        for (String word : text.substring(colon + 1).split(",", -1)) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            if (equals < 0 || !Arrays.asList(KEYS.split(", ")).contains(key)) {
                throw new IllegalArgumentException("'" + word + "' is none of " + KEYS + " with a value");
            } else if (options.put(key, word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(key + " stands twice: " + text);
            }
        }
        ListenerOverride override = new ListenerOverride(text, text.substring(0, colon), options);
        override.apply(ListenerSpec.of(override.name, "any", ListenerSpec.Kind.TYPE1));
        return override;
    }

    /** The kind alone where nothing else is said, else all of it. */
    String described() {
        return options.size() == 1 && options.containsKey("kind") ? options.get("kind") : text;
    }

    ListenerSpec apply(ListenerSpec base) {
        ListenerSpec.Kind kind = options.containsKey("kind") ? kind(options.get("kind")) : base.kind();
        if (kind == ListenerSpec.Kind.EXTERNAL) {
            throw new IllegalArgumentException(
                    "listener " + name + " was an object of another program: say another kind for it");
        }
        ListenerSpec spec = ListenerSpec.of(base.name(), base.region(), kind).watching(base.side());
        if (!base.watchesWholeRegion()) {
            spec = spec.over(base.offset(), base.sizeBytes());
        }
        if (base.vetoes().length > 0) {
            spec = spec.refusing(base.vetoErrno(), base.vetoes());
        }
        if (!kind.maps()) {
            return spec;
        }
        String largePages = options.getOrDefault("large-pages", base.hasLargePages() ? "on" : "off");
        if (!largePages.equals("on") && !largePages.equals("off")) {
            throw new IllegalArgumentException("'" + largePages + "' is none of on, off");
        }
        return spec.limitedTo(number("limit", base.limit()))
                .inPiecesOf(number("granule", base.granuleBytes()))
                .withLargePages(kind != ListenerSpec.Kind.IOMMUFD || largePages.equals("on"))
                .inContainer(options.getOrDefault("container", base.container()));
    }

    private long number(String key, long otherwise) {
        return options.containsKey(key) ? UnsignedNumber.parse(options.get(key)) : otherwise;
    }

    private static ListenerSpec.Kind kind(String word) {
        for (ListenerSpec.Kind kind : ListenerSpec.Kind.values()) {
            if (kind.toString().equals(word) && kind != ListenerSpec.Kind.EXTERNAL) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is none of plain, type1, type1-v1, iommufd");
    }
}
