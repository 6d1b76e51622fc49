/**
 * Replays recorded histories against listeners under test, in JUnit 5.
 *
 * <p>A journal from the field, its dump or a scenario is a test resource. {@link io.flipbook.junit5.FlipbookHistory}
 * names it, {@link io.flipbook.junit5.History} replays it against the engine with a
 * {@link io.flipbook.engine.device.RegionListener} of the embedding program in the place of a recorded one, and the
 * test fails at the first record at which that does something else, with the commands that show it.
 *
 * <p><b>Priorities</b>, in this order: that the first difference is the right one; that its message is enough to go
 * on with; that a history, which may come from anywhere, can do no harm: it is read within bounds, nothing that it
 * says is run, loaded or followed, and what is written goes below one directory. Chronicle is not used, so of the JVM
 * only {@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED} is asked, for the bitmaps outside the heap.
 *
 * <p><b>Critical path.</b> None: a replay is as fast as that of the command line, and a test waits for it.
 *
 * <p><b>Threads.</b> A replay and all that it calls belong to one thread; different ones share nothing.
 *
 * <p><b>Errors</b> are those that {@link io.flipbook.junit5.History} names, and nothing else crosses the API but what
 * listeners' makers throw.
 */
package io.flipbook.junit5;
