using System.Globalization;
using Microsoft.CodeAnalysis;
using Replication.Generators.Model;

namespace Replication.Generators.Parsing;

/// <summary>What is wrong with a range, and where it says so.</summary>
internal sealed record RangeProblem(Location? Location, string Reason, string Remedy);

/// <summary>Checks the range of a <c>[Quantize]</c> and counts its steps.</summary>
internal static class RangeParser
{
    /// <summary>The range, or null where it is not valid or, with no problem of ours, does not compile.</summary>
    public static RangeModel? Parse(
        AttributeData attribute, SpecialType type, string typeName, out RangeProblem? problem)
    {
        problem = null;
        if (AttributeArguments.Value<double>(attribute, 0) is not { } min
            || AttributeArguments.Value<double>(attribute, 1) is not { } max
            || AttributeArguments.Value<double>(attribute, 2) is not { } step) return null;

        problem = CheckNumbers(attribute, min, max, step) ?? CheckType(attribute, type, typeName, min, max, step);
        if (problem is not null) return null;
        uint maxWord = (uint)Steps(min, max, step);
        return new RangeModel(min, max, step, maxWord, BitLength(maxWord));
    }

    public static int BitLength(uint value)
    {
        int bits = 0;
        for (; value != 0; value >>= 1) bits++;
        return bits;
    }

    private static RangeProblem? CheckNumbers(AttributeData attribute, double min, double max, double step)
    {
        if (!IsFinite(min)) return Problem(attribute, 0, $"its minimum is {Text(min)}", "write a finite number");
        if (!IsFinite(max)) return Problem(attribute, 1, $"its maximum is {Text(max)}", "write a finite number");
        if (!IsFinite(step)) return Problem(attribute, 2, $"its step is {Text(step)}", "write a finite number");
        if (max <= min)
        {
            string reason = $"its maximum {Text(max)} is not above its minimum {Text(min)}";
            return Problem(attribute, 1, reason, "write the smaller number first");
        }

        if (step <= 0)
        {
            string reason = $"its step {Text(step)} is not above zero";
            return Problem(attribute, 2, reason, "write the precision that is needed");
        }
        if (step > max - min)
        {
            string reason = $"its step {Text(step)} is larger than the range {Text(max - min)}";
            return Problem(attribute, 2, reason, "write a smaller step");
        }

        return Steps(min, max, step) > uint.MaxValue
            ? Problem(attribute, 2, "it has more than 4294967295 steps", "write a larger step or a smaller range")
            : null;
    }

    // What the runtime computes in doubles must come back as the same step: see Quantizer.
    private static RangeProblem? CheckType(
        AttributeData attribute, SpecialType type, string typeName, double min, double max, double step)
    {
        (double lowest, double highest) = IntegerTypes.LimitsOf(type);
        double last = min + (Steps(min, max, step) * step);
        if (min < lowest)
        {
            string reason = $"{Text(min)} is below every {typeName}";
            return Problem(attribute, 0, reason, $"begin at {Text(lowest)} or above");
        }

        if (last > highest)
        {
            string reason = $"its last step {Text(last)} is above every {typeName}";
            return Problem(attribute, 1, reason, $"end at {Text(highest)} or below");
        }

        return type is SpecialType.System_Single or SpecialType.System_Double
            ? CheckPrecision(attribute, type, typeName, min, last, step)
            : CheckWhole(attribute, typeName, min, step);
    }

    private static RangeProblem? CheckWhole(AttributeData attribute, string typeName, double min, double step)
    {
        const string Remedy = "write a whole number";
        if (Math.Floor(min) != min) return Problem(attribute, 0, $"{Text(min)} is no {typeName}", Remedy);
        return Math.Floor(step) != step
            ? Problem(attribute, 2, $"the step {Text(step)} of a field of type {typeName} is not whole", Remedy)
            : null;
    }

    private static RangeProblem? CheckPrecision(
        AttributeData attribute, SpecialType type, string typeName, double min, double last, double step)
    {
        double spacing = Spacing(Math.Max(Math.Abs(min), Math.Abs(last)), type == SpecialType.System_Single ? 24 : 53);
        bool resolves = type == SpecialType.System_Single
            ? spacing < step || (spacing == step && min % step == 0)
            : spacing * 4 <= step;
        string reason = $"its step {Text(step)} is finer than a {typeName} is at the end of the range";
        return resolves ? null : Problem(attribute, 2, reason, "write a larger step");
    }

    // Away from zero, so that the largest value is never beyond the last step by more than the rounding takes in.
    private static double Steps(double min, double max, double step) =>
        Math.Round((max - min) / step, MidpointRounding.AwayFromZero);

    // The distance of neighbouring floating-point numbers of so many significant bits, just below a value.
    private static double Spacing(double value, int significantBits)
    {
        int exponent = (int)((BitConverter.DoubleToInt64Bits(value) >> 52) & 0x7FF) - 1023;
        return Math.Pow(2, exponent - (significantBits - 1));
    }

    private static bool IsFinite(double value) => !double.IsNaN(value) && !double.IsInfinity(value);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static RangeProblem Problem(AttributeData attribute, int argument, string reason, string remedy) =>
        new(
            AttributeArguments.LocationOf(attribute, argument, argument switch { 0 => "min", 1 => "max", _ => "step" }),
            reason,
            remedy);
}
