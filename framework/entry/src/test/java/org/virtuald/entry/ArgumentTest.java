package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.virtuald.entry.Argument.ArgumentsFrom;
import org.virtuald.entry.Argument.Bytes;
import org.virtuald.entry.Argument.Environment;
import org.virtuald.entry.Argument.ProgramArgument;
import org.virtuald.entry.Argument.Text;

class ArgumentTest {

    @Test
    void isShownAsStraceShowsIt() {
        assertThat(new Argument.Number(-100).shownAs()).isEqualTo("-100");
        assertThat(new Argument.Number(-100, "AT_FDCWD").shownAs()).isEqualTo("AT_FDCWD");
        assertThat(new Text("/usr/bin/cat").shownAs()).isEqualTo("\"/usr/bin/cat\"");
        assertThat(Bytes.ofInts("[100]", 100).shownAs()).isEqualTo("[100]");
        assertThat(new ProgramArgument(1, "\"<root>\"").shownAs()).isEqualTo("\"<root>\"");
        assertThat(new ArgumentsFrom(2).shownAs()).isEqualTo("argv+2");
        assertThat(new Environment().shownAs()).isEqualTo("envp");
    }

    @Test
    void aTextIsShownWithTheEscapesOfC() {
        assertThat(new Text("a\"b\\c").shownAs()).isEqualTo("\"a\\\"b\\\\c\"");
        assertThat(new Text("\t\n\u000b\f\r").shownAs()).isEqualTo("\"\\t\\n\\v\\f\\r\"");
        assertThat(new Text("\u0001a\u00017\u00018\u007f~ ").shownAs()).isEqualTo("\"\\1a\\0017\\18\\177~ \"");
        assertThat(new Text("é").shownAs()).isEqualTo("\"\\303\\251\"");
    }

    @Test
    void aTextIsRefusedThatTheKernelWouldReadDifferently() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Text("/srv\0/x"))
                .withMessage("no UTF-8 string of C: \"/srv\\0/x\"");
        assertThatIllegalArgumentException().isThrownBy(() -> new Text("/srv/\ud800"));
    }

    @Test
    void arraysAreLittleEndian() {
        assertThat(Bytes.ofInts("[258]", 258).content()).containsExactly((byte) 2, (byte) 1, (byte) 0, (byte) 0);
        assertThat(Bytes.ofInts("[258]", 258).alignment()).isEqualTo(4);
        assertThat(Bytes.ofLongs("[-2]", -2).content()).hasSize(8).startsWith((byte) -2, (byte) -1);
        assertThat(Bytes.ofLongs("[-2]", -2).alignment()).isEqualTo(8);
        assertThat(Bytes.ofInts("[]").content()).isEmpty();
    }

    @Test
    void bytesAreAValue() {
        byte[] mine = {1, 2};
        var bytes = new Bytes(mine, 1, "x");
        mine[0] = 9;
        assertThat(bytes).isEqualTo(new Bytes(new byte[] {1, 2}, 1, "x"));
    }

    @Test
    void anAlignmentIsAPowerOfTwoUpToSixteen() {
        for (int alignment : new int[] {-1, 0, 3, 12, 32, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Bytes(new byte[16], alignment, "x"))
                    .withMessage("alignment " + alignment + " is none of 1, 2, 4, 8, 16");
        }
    }

    @Test
    void aPointerLiesInsideItsStructure() {
        List<Byte> content = new Bytes(new byte[16], 8, "x").content();
        assertThat(new Bytes(content, 8, Map.of(8, new Text("a")), "x").pointers())
                .hasSize(1);
        for (int offset : new int[] {-1, 9}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Bytes(content, 8, Map.of(offset, new Text("a")), "x"))
                    .withMessage("no pointer fits at offset " + offset + " of 16 bytes");
        }
    }

    @Test
    void anIndexOfArgumentsIsSmall() {
        for (int index : new int[] {-1, 256}) {
            String message = "argument index " + index + " is not in 0 to 255";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ArgumentsFrom(index))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ProgramArgument(index, "x"))
                    .withMessage(message);
        }
    }
}
