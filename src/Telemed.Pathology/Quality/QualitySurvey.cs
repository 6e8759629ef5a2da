namespace Telemed.Pathology.Quality;

/// <summary>A place of a slide whose focus is to be judged.</summary>
/// <param name="Cell">The cell of the map it stands for.</param>
/// <param name="X">Where it lies, in shares of the slide's width.</param>
/// <param name="Y">The same of its height.</param>
public readonly record struct FocusPlace(int Cell, double X, double Y);

/// <summary>
/// Judges a slide from a picture of the whole and close looks at places of its tissue, one for each cell of a grid.
/// </summary>
public sealed class QualitySurvey
{
    // A blur that leaves a tenth of the contrast of structures 3 µm apart, such as nucleoli and clumps of chromatin: a
    // tenth is where resolution is said to end (ISO 12233), and a Gaussian of s keeps exp(-2 π² s² / 3²).
    private const double StructureUm = 3, LimitContrast = 0.1;
    // Where the file does not state its scale, it is taken for the common 20x scan of half a micrometre a pixel.
    private const double UsualUmPerPx = 0.5;
    // Coarser pixels hide the blur, finer ones show nothing more of it.
    private const double CoarsestUmPerPx = 0.55;
    private const double LeastTissueOfCell = 0.25;
    private const double NoTissueBelow = 0.001, LittleTissueBelow = 0.01, PenFrom = 0.005;
    private const double PoorFocusBelow = 0.5, FairFocusBelow = 0.8, JudgedLeast = 0.25;

    private readonly OverviewMap _map;
    private readonly double _limitPx;
    private readonly byte[] _focus;

    /// <summary>Begins with the picture of the whole.</summary>
    /// <param name="map">Its pixels, sorted.</param>
    /// <param name="umPerPx">Micrometres a pixel of the level that is looked at closely; null when not known.</param>
    public QualitySurvey(OverviewMap map, double? umPerPx)
    {
        _map = map;
        _limitPx = StructureUm * Math.Sqrt(-Math.Log(LimitContrast) / 2) / Math.PI / (umPerPx ?? UsualUmPerPx);
        _focus = new byte[map.Columns * map.Rows];
        Array.Fill(_focus, SlideQuality.NotJudged);
        var places = new List<FocusPlace>();
        for (var cell = 0; cell < _focus.Length; cell++)
            if (map.Tissue(cell) is { Share: >= LeastTissueOfCell } there)
                places.Add(new FocusPlace(cell, there.X, there.Y));
        Places = places;
    }

    /// <summary>The places to look at, row by row; at most 24 x 24.</summary>
    public IReadOnlyList<FocusPlace> Places { get; }

    /// <summary>The number of the level in which focus is judged.</summary>
    /// <param name="slide">A slide whose levels are ordered by size.</param>
    public static int LevelOf(Slide slide)
    {
        if (slide.MicrometresPerPixelX is not { } umPerPx) return 0;
        var chosen = 0;
        for (var number = 1; number < slide.Levels.Count; number++)
            if (umPerPx * slide.Levels[0].WidthPx / slide.Levels[number].WidthPx <= CoarsestUmPerPx) chosen = number;
        return chosen;
    }

    /// <summary>Takes what a close look has shown.</summary>
    /// <param name="place">One of <see cref="Places"/>.</param>
    /// <param name="blurPx">What <see cref="FocusMeter"/> found; null when there was nothing to tell it by.</param>
    public void Add(FocusPlace place, double? blurPx)
    {
        if (blurPx is { } blur) _focus[place.Cell] = (byte)Math.Round(254 * _limitPx / (_limitPx + blur));
    }

    /// <summary>The whole judgement.</summary>
    public SlideQuality Finish()
    {
        var judged = _focus.Count(value => value != SlideQuality.NotJudged);
        var sharp = _focus.Count(value => value is >= SlideQuality.InFocusFrom and < SlideQuality.NotJudged);
        var inFocus = judged == 0 ? 0 : (double)sharp / judged;
        var reasons = Reasons(judged, inFocus).ToList();
        return new SlideQuality
        {
            TissueShare = _map.TissueShare, BlankShare = _map.BlankShare, PenShare = _map.PenShare,
            InFocusShare = inFocus,
            Columns = _map.Columns, Rows = _map.Rows, Focus = _focus, Reasons = reasons,
            Verdict = reasons.Count == 0 ? QualityVerdict.Good
                : reasons.Exists(reason => reason is QualityReason.NoTissue or QualityReason.OutOfFocus
                    or QualityReason.NoDetail) ? QualityVerdict.Poor : QualityVerdict.Fair,
        };
    }

    private IEnumerable<QualityReason> Reasons(int judged, double inFocus)
    {
        if (_map.TissueShare < NoTissueBelow) yield return QualityReason.NoTissue;
        else if (_map.TissueShare < LittleTissueBelow) yield return QualityReason.LittleTissue;
        if (_map.PenShare >= PenFrom) yield return QualityReason.PenMarks;
        if (Places.Count == 0) yield break;
        // Mucus, fat and necrosis have no edges; a slide that shows none at all is washed out.
        if (judged < JudgedLeast * Places.Count) yield return QualityReason.NoDetail;
        else if (inFocus < PoorFocusBelow) yield return QualityReason.OutOfFocus;
        else if (inFocus < FairFocusBelow) yield return QualityReason.PartlyOutOfFocus;
    }
}
