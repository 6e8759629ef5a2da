namespace Telemed.Domain.Clocks;

/// <summary>One value for each corridor.</summary>
public sealed record ByColour<T>(T Red, T Yellow, T Green)
{
    /// <summary>The value of a corridor.</summary>
    public T this[Colour colour] => colour switch
    {
        Colour.Red => Red,
        Colour.Yellow => Yellow,
        Colour.Green => Green,
    };
}
