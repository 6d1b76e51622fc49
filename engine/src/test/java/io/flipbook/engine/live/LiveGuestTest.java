package io.flipbook.engine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flipbook.engine.bitmap.PageBitmap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When memory is freed that readers may look at, and what they get while a change is under way. */
class LiveGuestTest {
    private static final int PAGE_SHIFT = 12;
    private static final long PAGES = 100;

    private final LiveGuest guest = new LiveGuest();
    private final AtomicInteger freed = new AtomicInteger();

    @Test
    void freesAtOnceWhatNobodyLooksAt() {
        guest.reader();
        guest.retire(freed::incrementAndGet);
        assertThat(freed).hasValue(1);
    }

    @Test
    void freesWhenTheLastOfThoseHasLeftThatWereInside() {
        GuestReader first = guest.reader();
        GuestReader second = guest.reader();
        first.enter();
        second.enter();
        guest.retire(freed::incrementAndGet);
        first.leave();
        assertThat(freed).hasValue(0);
        second.leave();
        assertThat(freed).hasValue(1);
        second.enter();
        second.leave();
        assertThat(freed).hasValue(1);
    }

    @Test
    void waitsForNobodyWhoHasComeLater() {
        GuestReader early = guest.reader();
        GuestReader late = guest.reader();
        early.enter();
        guest.retire(freed::incrementAndGet);
        late.enter();
        early.leave();
        assertThat(freed).hasValue(1);
        late.leave();
    }

    @Test
    void keepsMemoryOfAReaderThatWasForgottenInside() {
        GuestReader reader = guest.reader();
        reader.enter();
        guest.retire(freed::incrementAndGet);
        reader.close();
        assertThat(freed).hasValue(0);
        reader.leave();
        assertThat(freed).hasValue(1);
    }

    @Test
    void refusesReadersOnceItIsClosed() {
        GuestReader reader = guest.reader();
        assertThat(guest.close()).isTrue();
        assertThat(guest.close()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> reader.isShared("ram", 0))
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(reader::regions).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(guest::reader).withMessageContaining("closed");
    }

    @Test
    void saysThatAChangeDoesNotEnd() {
        try (PageBitmap bitmap = new PageBitmap(PAGES)) {
            LiveRegion ram = add(bitmap);
            GuestReader reader = guest.reader();
            assertThat(reader.isShared("ram", 0)).isFalse();
            ram.beginChange();
            assertThatThrownBy(() -> reader.readShared("ram", 0, PAGES << PAGE_SHIFT))
                    .isInstanceOf(StateChangingException.class)
                    .hasMessageContaining("ram");
            ram.endChange();
            assertThat(reader.readShared("ram", 0, PAGES << PAGE_SHIFT).count()).isZero();
        }
    }

    @Test
    void showsARegionOnceItsFirstChangeHasEndedAndNoMoreWhenItIsGone() {
        try (PageBitmap bitmap = new PageBitmap(PAGES)) {
            GuestReader reader = guest.reader();
            assertThatIllegalArgumentException().isThrownBy(() -> reader.nextShared("ram", 0));
            add(bitmap);
            assertThat(reader.nextShared("ram", 0)).isEqualTo(GuestReader.NONE);
            guest.clear();
            assertThatIllegalArgumentException().isThrownBy(() -> reader.nextShared("ram", 0));
        }
    }

    @Test
    void readsNothingOfARegionThatGoesAndFindsTheNextOfItsName() {
        try (PageBitmap gone = new PageBitmap(PAGES);
                PageBitmap next = new PageBitmap(PAGES)) {
            gone.set(0, PAGES, true);
            LiveRegion ram = add(gone);
            GuestReader reader = guest.reader();
            assertThat(reader.isShared("ram", 0)).isTrue();
            ram.beginChange();
            assertThatThrownBy(() -> reader.isShared("ram", 0)).isInstanceOf(StateChangingException.class);
            guest.remove(ram);
            assertThat(reader.regions()).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> reader.isShared("ram", 0));
            add(next);
            guest.remove(ram);
            assertThat(reader.isShared("ram", 0)).isFalse();
        }
    }

    @Test
    void isOfOneThreadAtATime() {
        GuestReader reader = guest.reader();
        reader.enter();
        assertThatIllegalStateException().isThrownBy(reader::enter).withMessageContaining("two threads");
    }

    private LiveRegion add(PageBitmap bitmap) {
        LiveRegion region = new LiveRegion("ram", PAGE_SHIFT, PAGES);
        region.setSources(new LiveSource(bitmap.live(), 1));
        guest.add(region);
        region.endChange();
        return region;
    }
}
