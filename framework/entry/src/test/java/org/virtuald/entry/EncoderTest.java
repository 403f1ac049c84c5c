package org.virtuald.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs every form of every instruction and looks at what is in the registers afterwards. */
class EncoderTest {
    private static final List<Register> REGISTERS =
            Stream.of(Register.values()).filter(it -> it != Register.STACK).toList();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void numbersOfEverySizeAreLoadedIntoEveryRegister(Architecture architecture) {
        List<Long> numbers = new ArrayList<>(List.of(0L, -1L));
        for (int shift = 0; shift < Long.SIZE; shift++) {
            long bit = 1L << shift;
            long mixed = 0x0123_4567_89ab_cdefL >>> shift;
            numbers.addAll(List.of(bit, -bit, bit - 1, -bit - 1, mixed, -mixed));
        }
        List<Long> expected = new ArrayList<>();
        List<Long> loaded = run(architecture, program -> {
            for (Register register : REGISTERS) {
                for (long number : numbers) {
                    program.encoder.loadNumber(register, number);
                    program.print(register);
                    expected.add(number);
                }
            }
        });
        assertThat(loaded).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void memoryIsLoadedAndStoredThroughEveryRegister(Architecture architecture) {
        List<Long> expected = new ArrayList<>();
        List<Long> loaded = run(architecture, program -> {
            for (Register base : REGISTERS) {
                for (Register register : REGISTERS) {
                    if (distinct(architecture, base, register)) {
                        long number = 0x1122_3344_5566_7700L + expected.size();
                        program.encoder.add(base, Register.STACK, 16);
                        program.encoder.loadNumber(register, number);
                        program.encoder.store(register, base, 24);
                        program.encoder.loadNumber(register, 0);
                        program.encoder.load(register, Register.STACK, 40);
                        program.encoder.store(register, Register.STACK, 8);
                        program.encoder.loadNumber(register, 0);
                        program.encoder.add(base, Register.STACK, 0);
                        program.encoder.load(register, base, 8);
                        program.print(register);
                        expected.add(number);
                    }
                }
            }
        });
        assertThat(loaded).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aStoredIntLeavesTheBytesBesideItAlone(Architecture architecture) {
        List<Long> loaded = run(architecture, program -> {
            program.encoder.loadNumber(Register.STEP, -1);
            program.encoder.store(Register.STEP, Register.STACK, 16);
            program.encoder.store(Register.STEP, Register.STACK, 24);
            program.encoder.loadNumber(Register.STEP, 0x1111_1111_2222_2222L);
            program.encoder.storeInt(Register.STEP, Register.STACK, 20);
            program.encoder.loadNumber(Register.ARGUMENT_4, 0x3333_3333_4444_4444L);
            program.encoder.add(Register.ARGUMENT_5, Register.STACK, 16);
            program.encoder.storeInt(Register.ARGUMENT_4, Register.ARGUMENT_5, 8);
            program.encoder.load(Register.STEP, Register.STACK, 16);
            program.print(Register.STEP);
            program.encoder.load(Register.STEP, Register.STACK, 24);
            program.print(Register.STEP);
        });
        assertThat(loaded).containsExactly(0x2222_2222_ffff_ffffL, 0xffff_ffff_4444_4444L);
    }

    @ParameterizedTest
    @EnumSource
    void aLoadedIntFillsTheRegisterWithZeros(Architecture architecture) {
        List<Long> loaded = run(architecture, program -> {
            for (Register register : REGISTERS) {
                program.encoder.loadNumber(register, 0xffff_ffff_8765_4321L);
                program.encoder.store(register, Register.STACK, 24);
                program.encoder.add(Register.DENIED, Register.STACK, 16);
                program.encoder.loadInt(register, Register.DENIED, 8);
                program.print(register);
            }
        });
        assertThat(loaded).hasSize(REGISTERS.size()).containsOnly(0x8765_4321L);
    }

    @ParameterizedTest
    @EnumSource
    void anOffsetIsAdded(Architecture architecture) {
        List<Long> expected = new ArrayList<>();
        List<Long> sums = run(architecture, program -> {
            for (Register register : REGISTERS) {
                for (int offset : new int[] {0, 1, 8, 127, 128, 2048, 4080, -1, -8, -128, -129, -256, -4080}) {
                    program.encoder.loadNumber(Register.DENIED, 0x1_ffff_ffffL);
                    program.encoder.add(register, Register.DENIED, offset);
                    program.print(register);
                    expected.add(0x1_ffff_ffffL + offset);
                }
            }
        });
        assertThat(sums).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void anArrayOfPointersIsIndexed(Architecture architecture) {
        List<Long> expected = new ArrayList<>();
        List<Long> sums = run(architecture, program -> {
            for (Register index : REGISTERS) {
                for (Register base : List.of(Register.DENIED, Register.ARGUMENT_5)) {
                    program.encoder.loadNumber(base, 1000);
                    program.encoder.loadNumber(index, 5);
                    program.encoder.addPointers(Register.ARGUMENT_3, base, index);
                    program.print(Register.ARGUMENT_3);
                    expected.add(index == base ? 45L : 1040L);
                }
                program.encoder.loadNumber(index, 77);
                program.encoder.store(index, Register.STACK, 32);
                program.encoder.loadNumber(index, 4);
                program.encoder.addPointers(index, Register.STACK, index);
                program.encoder.load(Register.ARGUMENT_2, index, 0);
                program.print(Register.ARGUMENT_2);
                expected.add(77L);
            }
        });
        assertThat(sums).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void numbersAreNegated(Architecture architecture) {
        List<Long> expected = new ArrayList<>();
        List<Long> negated = run(architecture, program -> {
            for (Register register : REGISTERS) {
                for (long number : new long[] {0, 1, -1, -4095, 0x1_0000_0000L}) {
                    program.encoder.loadNumber(register, number);
                    program.encoder.negate(register);
                    program.print(register);
                    expected.add(-number);
                }
            }
        });
        assertThat(negated).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aConditionalJumpIsTakenWhenTheConditionHolds(Architecture architecture) {
        List<Long> expected = new ArrayList<>();
        List<Long> taken = run(architecture, program -> {
            for (Register register : List.of(Register.RESULT, Register.DENIED, Register.ARGUMENT_4)) {
                for (long number : new long[] {
                    Long.MIN_VALUE, -4097, -4096, -4095, -129, -128, -127, -13, -1, 0, 1, 4095, 0xffff_fff3L
                }) {
                    for (int errno : new int[] {0, 1, 2, 13, 127, 128, 129, 4095}) {
                        program.jumpIf(Condition.EQUAL, register, number, errno);
                        expected.add(number == -errno ? 1L : 0L);
                        program.jumpIf(Condition.NOT_EQUAL, register, number, errno);
                        expected.add(number == -errno ? 0L : 1L);
                    }
                    program.jumpIf(Condition.NOT_BELOW, register, number, 4095);
                    expected.add(number >= -4095 && number <= -1 ? 1L : 0L);
                }
            }
        });
        assertThat(taken).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void aRegisterIsComparedWithANumber(Architecture architecture) {
        List<Long> expected = new ArrayList<>();
        List<Long> equal = run(architecture, program -> {
            for (Register register : List.of(Register.RESULT, Register.SIGNAL, Register.ARGUMENT_4)) {
                for (long value : new long[] {-1, 0, 1, 17, 127, 128, 4095, 0x1_0000_0011L}) {
                    for (int number : new int[] {0, 1, 17, 127, 128, 4095}) {
                        program.jumpIfEqual(register, value, number);
                        expected.add(value == number ? 1L : 0L);
                    }
                }
            }
        });
        assertThat(equal).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void jumpsGoForwardAndBackOverAnyDistance(Architecture architecture) {
        var forward = new Label();
        var back = new Label();
        var end = new Label();
        List<Long> visited = run(architecture, program -> {
            program.encoder.loadNumber(Register.STEP, 1);
            program.encoder.jump(forward);
            program.code.place(back);
            program.encoder.loadNumber(Register.STEP, 3);
            program.print(Register.STEP);
            program.encoder.jump(end);
            program.code.bytes(new byte[100_000]);
            program.code.place(forward);
            program.print(Register.STEP);
            program.encoder.compareWithError(Register.STEP, 1);
            program.encoder.jumpIf(Condition.NOT_EQUAL, back);
            program.encoder.trap();
            program.code.place(end);
        });
        assertThat(visited).containsExactly(1L, 3L);
    }

    @ParameterizedTest
    @EnumSource
    void anAddressIsLoadedOfAnyPlaceBeforeAndBehind(Architecture architecture) {
        var data = new Label();
        var unaligned = new Label();
        List<Long> loaded = run(architecture, program -> {
            var start = new Label();
            program.encoder.jump(start);
            program.code.align(8);
            program.code.place(data);
            program.code.int64(0x0102_0304_0506_0708L);
            program.code.int64(0x1112_1314_1516_1718L);
            program.code.bytes(new byte[50_000]);
            program.code.place(start);
            for (Register register : REGISTERS) {
                program.encoder.loadAddress(register, data);
                program.encoder.load(Register.STEP, register, 8);
                program.print(Register.STEP);
                program.encoder.loadAddress(register, unaligned);
                program.encoder.load(Register.STEP, register, 0);
                program.print(Register.STEP);
            }
            program.exit();
            program.code.bytes(new byte[50_000]);
            program.code.align(8);
            program.code.bytes(new byte[3]);
            program.code.place(unaligned);
            program.code.int64(0x2122_2324_2526_2728L);
            program.code.align(4);
        });
        assertThat(loaded).hasSize(2 * REGISTERS.size());
        assertThat(loaded).containsOnly(0x1112_1314_1516_1718L, 0x2122_2324_2526_2728L);
        assertThat(loaded).startsWith(0x1112_1314_1516_1718L, 0x2122_2324_2526_2728L);
    }

    @ParameterizedTest
    @EnumSource
    void theKernelTakesSixArguments(Architecture architecture) throws Exception {
        byte[] pages = new byte[0x2_0000];
        ByteBuffer.wrap(pages).order(ByteOrder.LITTLE_ENDIAN).putLong(0x1_0000, 0x5566_7788L);
        Files.write(directory.resolve("pages"), pages);
        var path = new Label();
        List<Long> mapped = run(architecture, program -> {
            program.encoder.loadNumber(Register.ARGUMENT_0, -100); // AT_FDCWD
            program.encoder.loadAddress(Register.ARGUMENT_1, path);
            program.encoder.loadNumber(Register.ARGUMENT_2, 0);
            program.call(SystemCall.OPENAT.number(architecture));
            program.encoder.add(Register.ARGUMENT_4, Register.RESULT, 0);
            program.encoder.loadNumber(Register.ARGUMENT_0, 0);
            program.encoder.loadNumber(Register.ARGUMENT_1, 0x1_0000);
            program.encoder.loadNumber(Register.ARGUMENT_2, 1); // PROT_READ
            program.encoder.loadNumber(Register.ARGUMENT_3, 2); // MAP_PRIVATE
            program.encoder.loadNumber(Register.ARGUMENT_5, 0x1_0000);
            program.call(architecture == Architecture.X86_64 ? 9 : 222); // mmap
            program.encoder.load(Register.STEP, Register.RESULT, 0);
            program.print(Register.STEP);
            program.exit();
            program.code.place(path);
            program.code.bytes(new byte[] {'p', 'a', 'g', 'e', 's', 0, 0, 0});
        });
        assertThat(mapped).containsExactly(0x5566_7788L);
    }

    @ParameterizedTest
    @EnumSource
    void aTrapKillsTheProcess(Architecture architecture) {
        var program = new PrintingProgram(architecture);
        program.encoder.trap();
        var run = Processor.of(architecture, directory).run(ElfExecutable.of(architecture, program.code.finish()), "/");
        assertThat(run.exitStatus()).isEqualTo(128 + 4); // SIGILL
    }

    private static boolean distinct(Architecture architecture, Register one, Register other) {
        return switch (architecture) {
            case X86_64 -> one.x86() != other.x86();
            case ARM64 -> one.arm64() != other.arm64();
        };
    }

    /** Runs a program, and then its exit, and returns the numbers that it printed. */
    private List<Long> run(Architecture architecture, Consumer<PrintingProgram> body) {
        var program = new PrintingProgram(architecture);
        body.accept(program);
        program.exit();
        byte[] image = ElfExecutable.of(architecture, program.code.finish());
        var run = Processor.of(architecture, directory).run(image, "/", "words", "for", "a", "larger", "stack");
        assertThat(run.exitStatus()).isZero();
        var output = run.output().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        long[] numbers = new long[output.remaining()];
        output.get(numbers);
        return Arrays.stream(numbers).boxed().toList();
    }
}
