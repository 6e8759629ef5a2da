namespace Telemed.Pathology.Labels;

/// <summary>
/// Where a slide belongs: specimen, block, section and stain, as far as they are known. Never guessed.
/// </summary>
/// <param name="Specimen">The specimen, such as "A"; null when not known.</param>
/// <param name="Block">The block of it, such as "2".</param>
/// <param name="Stain">The stain or marker, such as "HE" or "CK7".</param>
/// <param name="Number">The slide of the block, such as "1" or "L2".</param>
public sealed record SlideLabelling(string? Specimen, string? Block, string? Stain, string? Number)
{
    /// <summary>Nothing is known.</summary>
    public static readonly SlideLabelling Unknown = new(null, null, null, null);

    /// <summary>What is known here, completed by what another place says.</summary>
    public SlideLabelling Or(SlideLabelling other) => new(
        Specimen ?? other.Specimen, Block ?? other.Block, Stain ?? other.Stain, Number ?? other.Number);
}
