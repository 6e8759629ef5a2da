namespace Telemed.Pathology.Tiff;

/// <summary>TIFF tags read here (TIFF 6.0, section 8 and 15; Hamamatsu's private ones from 65420).</summary>
internal static class TiffTag
{
    public const int NewSubfileType = 254;
    public const int ImageWidth = 256;
    public const int ImageLength = 257;
    public const int BitsPerSample = 258;
    public const int Compression = 259;
    public const int Photometric = 262;
    public const int ImageDescription = 270;
    public const int Make = 271;
    public const int Model = 272;
    public const int StripOffsets = 273;
    public const int Orientation = 274;
    public const int SamplesPerPixel = 277;
    public const int RowsPerStrip = 278;
    public const int StripByteCounts = 279;
    public const int XResolution = 282;
    public const int YResolution = 283;
    public const int PlanarConfiguration = 284;
    public const int ResolutionUnit = 296;
    public const int Software = 305;
    public const int Predictor = 317;
    public const int TileWidth = 322;
    public const int TileLength = 323;
    public const int TileOffsets = 324;
    public const int TileByteCounts = 325;
    public const int SubIfds = 330;
    public const int JpegTables = 347;
    public const int YCbCrSubSampling = 530;
    public const int Xmp = 700;
    public const int IccProfile = 34675;
    public const int OlympusStack = 33560;
    public const int NdpiFormat = 65420;
    public const int NdpiMagnification = 65421;
    public const int NdpiFocalPlane = 65424;
    public const int NdpiMcuStarts = 65426;
    public const int NdpiMcuStartsHigh = 65432;

    public const int PhotometricMinIsWhite = 0;
    public const int PhotometricRgb = 2;
    public const int PhotometricYCbCr = 6;
}
