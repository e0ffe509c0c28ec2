namespace Replication.Transport;

/// <summary>How the options records say that a value is out of its range: by the option's name and the range.</summary>
internal static class OptionRange
{
    public static void CheckCount(string option, int value, int min, int max)
    {
        if (value < min || value > max)
            Throw.OptionOutOfRange(option, value, $"is {min} to {max}");
    }

    public static void CheckTime(string option, TimeSpan value, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            Throw.OptionOutOfRange(option, value, $"is {min} to {max}");
    }
}
