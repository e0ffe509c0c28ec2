using System.CommandLine;

namespace Replication.Samples;

/// <summary>Checks of command-line options, each with an error that says what would be right.</summary>
public static class OptionRanges
{
    /// <summary>Refuses a whole number outside a range.</summary>
    /// <param name="option">The option; its default is not checked.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value.</param>
    /// <returns>The same option.</returns>
    public static Option<int> Within(this Option<int> option, int min, int max)
    {
        option.Validators.Add(result =>
        {
            bool isNumber = int.TryParse(result.Tokens.Count > 0 ? result.Tokens[0].Value : null, out int value);
            if (isNumber && (value < min || value > max))
                result.AddError($"{option.Name} must be {min:N0} to {max:N0}, not {value:N0}.");
        });
        return option;
    }
}
