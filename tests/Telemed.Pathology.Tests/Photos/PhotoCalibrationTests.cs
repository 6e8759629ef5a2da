using Telemed.Pathology.Photos;

namespace Telemed.Pathology.Tests.Photos;

public sealed class PhotoCalibrationTests
{
    [Fact]
    public void A_marked_stretch_of_a_stage_micrometer_gives_the_scale() =>
        // 100 divisions of 10 µm over 2000 pixels.
        Assert.Equal(0.5, new PhotoCalibration.Stretch(1000, 2000).UmPerPx, tolerance: 1e-12);

    [Fact]
    public void A_field_of_number_20_is_half_a_millimetre_wide_at_40x() =>
        // 20 mm / 40 = 500 µm, over 2500 pixels.
        Assert.Equal(0.2, new PhotoCalibration.Field(40, 20, 2500).UmPerPx, tolerance: 1e-12);

    [Theory]
    [InlineData(40, 3.45, 1, 2448, 2448, 0.08625)]      // 3.45 / 40
    [InlineData(20, 3.45, 0.5, 2448, 2448, 0.345)]      // 3.45 / (20 x 0.5)
    [InlineData(40, 2.4, 1, 5472, 2736, 0.12)]          // halved by the camera: 2.4 x 2 / 40
    public void A_cameras_pixel_is_divided_by_all_that_magnifies(
        double objective, double pixelUm, double adapter, int sensorPx, int photoPx, double expected) =>
        Assert.Equal(
            expected, new PhotoCalibration.Camera(objective, pixelUm, adapter, sensorPx, photoPx).UmPerPx,
            tolerance: 1e-12);

    [Fact]
    public void Numbers_out_of_their_range_are_named()
    {
        Assert.Equal("LengthPx", new PhotoCalibration.Stretch(100, 39).OutOfRange());
        Assert.Equal("LengthUm", new PhotoCalibration.Stretch(0, 400).OutOfRange());
        Assert.Equal("FieldNumberMm", new PhotoCalibration.Field(40, 500, 400).OutOfRange());
        Assert.Equal("Objective", new PhotoCalibration.Camera(0, 3.45, 1, 2448, 2448).OutOfRange());
        Assert.Equal("Adapter", new PhotoCalibration.Camera(40, 3.45, double.NaN, 2448, 2448).OutOfRange());
        Assert.Null(new PhotoCalibration.Camera(40, 3.45, 1, 2448, 2448).OutOfRange());
    }
}
