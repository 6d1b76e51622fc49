/**
 * What a journal means: one writer that converts pages, a pure state machine, and the listeners that it tells.
 *
 * <p><b>Start at</b> {@link io.flipbook.engine.ConversionEngine} and {@link io.flipbook.engine.EngineConfig};
 * listeners implement {@link io.flipbook.engine.device.RegionListener}; the state is asked through
 * {@link io.flipbook.engine.GuestView} on the engine's thread, and through a
 * {@link io.flipbook.engine.live.GuestReader} on any other. Many threads convert through
 * {@link io.flipbook.engine.ring.ConversionRing}, consumers follow by
 * {@link io.flipbook.engine.events.CommittedEvents}. Readers of journals use {@link io.flipbook.engine.GuestMemory},
 * which records lead from one state to the next, and {@link io.flipbook.engine.RecordDecoder}.
 *
 * <p><b>Priorities</b>, in this order: nothing acknowledged is lost; state, listeners and journal agree; a conversion
 * is fast; the code is small.
 *
 * <p><b>Critical path:</b> {@code ConversionEngine.convert}, {@code BatchConversion}, {@code Settlement},
 * {@code RequestJudge.judge}, {@code ListenerRound.tell}, {@code RecordWriter}, {@code GuestMemory.apply},
 * {@code PageBitmap}. Nothing on it allocates, blocks, logs, or loops over pages, unless somebody refuses; nothing
 * anywhere in the package reads a clock, a random number or the environment.
 *
 * <p><b>Threads:</b> an engine belongs to the thread that opened it, listeners are called on it, and a
 * {@code GuestMemory} belongs to one thread at a time. {@code SnapshotMaker} has a thread and a state of its own.
 * Specifications, policies and layout records are immutable.
 *
 * <p><b>Errors:</b> what cannot be done as asked is an {@link io.flipbook.engine.Outcome}; what makes no sense is an
 * {@link java.lang.IllegalArgumentException}; the wrong time or thread is an {@link java.lang.IllegalStateException};
 * the journal's own are {@link io.flipbook.journal.JournalException}s. Nothing else crosses this package's border.
 */
package io.flipbook.engine;
