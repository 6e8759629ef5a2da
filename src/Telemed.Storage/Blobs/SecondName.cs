using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Telemed.Storage.Blobs;

/// <summary>Gives a file a second name (a hard link), by the C library, for .NET has no call for it.</summary>
internal static class SecondName
{
    private const int OtherVolume = 18; // EXDEV of Linux
    private const int Taken = 17;       // EEXIST
    private const int NotAllowed = 1;   // EPERM: a file system without links

    /// <returns>False when the file system cannot do it, and the bytes have to be copied.</returns>
    /// <exception cref="BlobException">The new name is taken.</exception>
    /// <exception cref="IOException">Anything else went wrong.</exception>
    internal static bool TryGive(string path, string name)
    {
        if (Link(path, name) == 0) return true;
        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            OtherVolume or NotAllowed => false,
            Taken => throw new BlobException(BlobProblem.AlreadyExists, "The key exists already."),
            _ =>
                throw new IOException($"The file {path} could not be given the name {name}.",
                new Win32Exception(error)),
        };
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
