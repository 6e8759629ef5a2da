namespace Telemed.Ecg.Measure;

/// <summary>Corrects a QT interval for heart rate.</summary>
public static class QtCorrection
{
    /// <summary>Bazett's square root.</summary>
    /// <param name="qtMs">QT interval in milliseconds, greater than zero.</param>
    /// <param name="rrMs">RR interval in milliseconds, greater than zero.</param>
    /// <returns>QTc in milliseconds, not rounded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An interval is zero, negative or not a number.</exception>
    /// <remarks>QTc = QT / √(RR / 1000 ms). Bazett HC, Heart 1920;7:353–370.</remarks>
    public static double Bazett(double qtMs, double rrMs) => Checked(qtMs) / Math.Sqrt(Checked(rrMs) / 1000);

    /// <summary>Fridericia's cube root.</summary>
    /// <param name="qtMs">QT interval in milliseconds, greater than zero.</param>
    /// <param name="rrMs">RR interval in milliseconds, greater than zero.</param>
    /// <returns>QTc in milliseconds, not rounded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An interval is zero, negative or not a number.</exception>
    /// <remarks>QTc = QT / ∛(RR / 1000 ms). Fridericia LS, Acta Medica Scandinavica 1920;53:469–486.</remarks>
    public static double Fridericia(double qtMs, double rrMs) => Checked(qtMs) / Math.Cbrt(Checked(rrMs) / 1000);

    private static double Checked(double ms) => ms > 0 ? ms
        : throw new ArgumentOutOfRangeException(nameof(ms), "An interval must be greater than zero.");
}
