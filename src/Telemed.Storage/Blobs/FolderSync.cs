using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Telemed.Storage.Blobs;

/// <summary>
/// Makes the names in a folder durable. .NET opens files only, and a renamed file whose folder was never synced can
/// be gone after a power cut, so the folder is opened by the C library.
/// </summary>
internal static class FolderSync
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC of Linux, with O_RDONLY being 0

    internal static void Sync(string folder)
    {
        var descriptor = OpenFolder(folder, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} could not be opened.",
                new Win32Exception(Marshal.GetLastPInvokeError()));
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
