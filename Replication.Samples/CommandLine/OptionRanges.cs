using System.CommandLine;

namespace Replication.Samples;

/// <summary>Command-line options with a range, each with an error that says what would be right.</summary>
public static class OptionRanges
{
    /// <summary>An option that is a whole number.</summary>
    /// <param name="name">Its name, with its dashes.</param>
    /// <param name="description">What it means, for the command's help.</param>
    /// <param name="standard">What it is where it is not given.</param>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The largest value.</param>
    public static Option<int> Whole(string name, string description, int standard, int min, int max) =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard }.Within(min, max);

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
