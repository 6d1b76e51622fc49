package io.flipbook.tests.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.engine.device.MappingListener;
import io.flipbook.engine.device.RegionListener;
import io.flipbook.junit5.History;
import io.flipbook.junit5.Role;
import io.flipbook.replay.Main;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who does what a recorded listener did, in whatever history, is found to do just that. */
final class StandInsTest {
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\"");

    /** Does by itself what the engine's model of a kind does. */
    private static final class Faithful implements RegionListener {
        private final ListenerSpec spec;
        private final MappingListener mapping;
        private long calls;

        Faithful(Role role) {
            spec = role.spec();
            long pageBytes = role.region().pageBytes();
            long granule = spec.granuleBytes() == 0 ? pageBytes : spec.granuleBytes();
            mapping = spec.kind().maps() ? new MappingListener(role.iommu(), pageBytes, granule) : null;
        }

        @Override
        public Errno populate(long offset, long sizeBytes) {
            calls++;
            for (long veto : spec.vetoes()) {
                if (veto == calls) {
                    return spec.vetoErrno();
                }
            }
            return mapping == null ? Errno.NONE : mapping.populate(offset, sizeBytes);
        }

        @Override
        public void discard(long offset, long sizeBytes) {
            if (mapping != null) {
                mapping.discard(offset, sizeBytes);
            }
        }
    }

    @Test
    void faithfulOnesAreFoundToBeSo() throws Exception {
        int[] replaced = new int[1];
        for (long seed : new SeedRange(1, 60).orAsAskedFor().seeds().toArray()) {
            String script = RandomScenario.script(seed, 80)
                    .replace("kind=type1-v1", "kind=type1")
                    .replaceAll(" container=[\\w.-]+", "");
            new EngineScenarios(journal -> {
                        History history = History.of(journal.toString());
                        for (String name : listenersOf(journal)) {
                            history = history.with(name, Faithful::new);
                            replaced[0]++;
                        }
                        history.replay();
                    })
                    .run(script);
        }
        assertThat(replaced[0]).isPositive();
    }

    private static Set<String> listenersOf(Path journal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = Main.run(out, out, "dump", journal.toString(), "--type", "listener", "--format", "json");
        assertThat(code).isZero();
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(out.toString(StandardCharsets.UTF_8));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
