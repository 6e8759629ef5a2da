namespace Telemed.Dicom.Objects;

/// <summary>What a region is.</summary>
public enum RegionShape
{
    /// <summary>One place.</summary>
    Point,

    /// <summary>Two points or more, joined.</summary>
    Line,

    /// <summary>Three points or more round an area; the last is joined to the first.</summary>
    Area,
}

/// <summary>Something that a person marked in a plane, such as the surface of a slide.</summary>
public sealed record PlanarRegion
{
    /// <summary>By which it is found again, for people: "Pin 3".</summary>
    public required string Name { get; init; }

    /// <summary>The same for programs.</summary>
    public required string TrackingUid { get; init; }

    /// <summary>Its shape.</summary>
    public required RegionShape Shape { get; init; }

    /// <summary>Its points in millimetres of the frame of reference: 1, 2 or more, 3 or more by its shape.</summary>
    public required IReadOnlyList<(double X, double Y)> PointsMm { get; init; }

    /// <summary>What was written beside it; may be empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>What somebody answered; may be empty.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Who marked it.</summary>
    public required string Author { get; init; }

    /// <summary>Length of a line or of the border of an area, in millimetres; 0 for a point.</summary>
    public double LengthMm
    {
        get
        {
            var sum = Shape == RegionShape.Area ? Distance(PointsMm[^1], PointsMm[0]) : 0;
            for (var at = 1; at < PointsMm.Count; at++) sum += Distance(PointsMm[at - 1], PointsMm[at]);
            return sum;
        }
    }

    /// <summary>Area in square millimetres (the shoelace rule); 0 for any other shape.</summary>
    public double AreaMm2
    {
        get
        {
            if (Shape != RegionShape.Area) return 0;
            var twice = 0.0;
            for (var at = 0; at < PointsMm.Count; at++)
            {
                var (one, next) = (PointsMm[at], PointsMm[(at + 1) % PointsMm.Count]);
                twice += one.X * next.Y - next.X * one.Y;
            }
            return Math.Abs(twice) / 2;
        }
    }

    private static double Distance((double X, double Y) one, (double X, double Y) other) =>
        Math.Sqrt((one.X - other.X) * (one.X - other.X) + (one.Y - other.Y) * (one.Y - other.Y));
}
