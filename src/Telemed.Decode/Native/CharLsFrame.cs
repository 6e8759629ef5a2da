using System.Runtime.InteropServices;

namespace Telemed.Decode.Native;

/// <summary>The shape of an image as CharLS 2 knows it (charls_frame_info).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CharLsFrame
{
    public uint Width;
    public uint Height;
    public int BitsPerSample;
    public int Components;
}
