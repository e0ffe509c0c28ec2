namespace Replication.Runtime;

/// <summary>As what a trained code takes the differences of a word.</summary>
public enum WordForm
{
    /// <summary>As the whole number that it is.</summary>
    Whole,

    /// <summary>As the place of its float among all floats, so that near ones are near.</summary>
    Number,

    /// <summary>As the multiple of a step that its float is; a float that is none is sent exactly.</summary>
    Lattice,
}

/// <summary>From what a trained code takes the differences of a word.</summary>
public enum Prediction
{
    /// <summary>From nothing: the word itself is sent.</summary>
    None,

    /// <summary>From the baseline.</summary>
    Hold,

    /// <summary>From where it would be if it went on as it went from the earlier baseline to the baseline.</summary>
    Linear,
}
