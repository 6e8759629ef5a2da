namespace Telemed.Pathology.Photos;

/// <summary>
/// How large a pixel of a photo is, in micrometres of the object. No camera states it, so somebody does, in one of
/// three ways; without one nothing is measured.
/// </summary>
public abstract record PhotoCalibration
{
    /// <summary>
    /// The shortest marked stretch, in pixels: below it a slip of the hand is more than five percent.
    /// </summary>
    public const double MarkAtLeastPx = 40;

    private PhotoCalibration()
    {
    }

    /// <summary>The scale, in micrometres a pixel, greater than zero.</summary>
    public abstract double UmPerPx { get; }

    /// <summary>A camera on the microscope: the pixel of the sensor, divided by everything that magnifies.</summary>
    /// <param name="Objective">Magnification printed on the objective, 0.5 to 150.</param>
    /// <param name="PixelUm">Pixel pitch of the sensor in micrometres, 0.5 to 30.</param>
    /// <param name="Adapter">Magnification of the camera adapter, 0.1 to 4; 1 for none.</param>
    /// <param name="SensorPx">Pixels of the sensor's long side, 100 to 60,000.</param>
    /// <param name="PhotoPx">Pixels of the photo's long side: fewer when the camera made it smaller.</param>
    public sealed record Camera(double Objective, double PixelUm, double Adapter, int SensorPx, int PhotoPx)
        : PhotoCalibration
    {
        /// <inheritdoc/>
        public override double UmPerPx => PixelUm * SensorPx / PhotoPx / (Objective * Adapter);
    }

    /// <summary>
    /// A phone at the eyepiece: the round field of view has the diameter of the field number divided by the objective.
    /// </summary>
    /// <param name="Objective">Magnification printed on the objective, 0.5 to 150.</param>
    /// <param name="FieldNumberMm">Field number printed on the eyepiece, in millimetres, 5 to 40.</param>
    /// <param name="DiameterPx">Diameter of the field in the photo, in pixels.</param>
    public sealed record Field(double Objective, double FieldNumberMm, double DiameterPx) : PhotoCalibration
    {
        /// <inheritdoc/>
        public override double UmPerPx => FieldNumberMm * 1000 / Objective / DiameterPx;
    }

    /// <summary>A stage micrometer or a ruler in the photo, a stretch of it marked.</summary>
    /// <param name="LengthUm">The stretch in micrometres, 1 to 1,000,000.</param>
    /// <param name="LengthPx">The same stretch in pixels of the photo.</param>
    public sealed record Stretch(double LengthUm, double LengthPx) : PhotoCalibration
    {
        /// <inheritdoc/>
        public override double UmPerPx => LengthUm / LengthPx;
    }

    /// <summary>The name of the first number that is out of its range; null when all are within.</summary>
    public string? OutOfRange() => this switch
    {
        Camera camera => Outside(camera.Objective, 0.5, 150) ? nameof(Camera.Objective)
            : Outside(camera.PixelUm, 0.5, 30) ? nameof(Camera.PixelUm)
            : Outside(camera.Adapter, 0.1, 4) ? nameof(Camera.Adapter)
            : Outside(camera.SensorPx, 100, 60_000) ? nameof(Camera.SensorPx)
            : Outside(camera.PhotoPx, 1, 60_000) ? nameof(Camera.PhotoPx) : null,
        Field field => Outside(field.Objective, 0.5, 150) ? nameof(Field.Objective)
            : Outside(field.FieldNumberMm, 5, 40) ? nameof(Field.FieldNumberMm)
            : Outside(field.DiameterPx, MarkAtLeastPx, 100_000) ? nameof(Field.DiameterPx) : null,
        Stretch stretch => Outside(stretch.LengthUm, 1, 1_000_000) ? nameof(Stretch.LengthUm)
            : Outside(stretch.LengthPx, MarkAtLeastPx, 100_000) ? nameof(Stretch.LengthPx) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // Also true for what is not a number.
    private static bool Outside(double value, double least, double most) => !(value >= least && value <= most);
}
