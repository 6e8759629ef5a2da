namespace Telemed.Pathology.Quality;

/// <summary>Whether a slide looks fit to be read, before a person has looked at it.</summary>
public enum QualityVerdict
{
    /// <summary>Nothing was noticed.</summary>
    Good,

    /// <summary>Something may hinder the reader.</summary>
    Fair,

    /// <summary>It will most likely come back.</summary>
    Poor,
}

/// <summary>What was noticed about a slide.</summary>
public enum QualityReason
{
    /// <summary>There is nothing on the glass.</summary>
    NoTissue,

    /// <summary>Less than a hundredth of the scan is tissue: too little, or the scanner took the wrong area.</summary>
    LittleTissue,

    /// <summary>Less than half of the tissue is in focus.</summary>
    OutOfFocus,

    /// <summary>More than a fifth of the tissue is out of focus.</summary>
    PartlyOutOfFocus,

    /// <summary>Hardly any of the tissue shows an edge by which focus could be judged.</summary>
    NoDetail,

    /// <summary>There is pen on the glass.</summary>
    PenMarks,
}

/// <summary>What was measured of a slide's fitness to be read.</summary>
public sealed record SlideQuality
{
    /// <summary>Stands in <see cref="Focus"/> where there is no tissue, or nothing on it to judge by.</summary>
    public const byte NotJudged = byte.MaxValue;

    /// <summary>The least value of <see cref="Focus"/> that is in focus.</summary>
    public const byte InFocusFrom = 127;

    /// <summary>Share of the scanned area that is tissue, 0 to 1.</summary>
    public required double TissueShare { get; init; }

    /// <summary>Share that is bare glass, 0 to 1.</summary>
    public required double BlankShare { get; init; }

    /// <summary>Share that is pen, 0 to 1.</summary>
    public required double PenShare { get; init; }

    /// <summary>Share of the judged tissue that is in focus, 0 to 1; 0 when none could be judged.</summary>
    public required double InFocusShare { get; init; }

    /// <summary>The whole in a word.</summary>
    public required QualityVerdict Verdict { get; init; }

    /// <summary>Why it is not <see cref="QualityVerdict.Good"/>; empty when it is.</summary>
    public required IReadOnlyList<QualityReason> Reasons { get; init; }

    /// <summary>Cells of the focus map across the slide.</summary>
    public required int Columns { get; init; }

    /// <summary>Cells down.</summary>
    public required int Rows { get; init; }

    /// <summary>
    /// One byte a cell, row by row: 254 sharp, 0 washed out, <see cref="NotJudged"/> where nothing was judged.
    /// </summary>
    public required IReadOnlyList<byte> Focus { get; init; }
}
