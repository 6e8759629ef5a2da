using System.Diagnostics;
using Telemed.TestKit.Servers;

namespace Telemed.Bench;

/// <summary>Debian's IIPImage behind nginx, with the same slide under DeepZoom addresses.</summary>
internal sealed record SlidePeer(HttpClient Web, IReadOnlyList<int> ProcessIds)
{
    private const string Program = "/usr/lib/iipimage-server/iipsrv.fcgi", Front = "/usr/sbin/nginx";
    private const string Config = "nginx.conf";

    internal static string? WhyAbsent =>
        new[] { Program, Front }.FirstOrDefault(program => !File.Exists(program)) is { } absent
            ? $"{absent} is not installed (apt-get install iipimage-server nginx)" : null;

    /// <summary>Two processes, quality 75 and a picture cache of 10 MB, as the measured baseline had them.</summary>
    internal static async Task<SlidePeer> IipImage(string slide, CancellationToken cancel)
    {
        var (folder, port) = (RunFolder.New("iip"), FreePort.Next());
        var doors = new[] { FreePort.Next(), FreePort.Next() };
        foreach (var door in doors)
            ServerProcess.Start("/usr/bin/env", $"FILESYSTEM_PREFIX={Path.GetDirectoryName(slide)}/", "JPEG_QUALITY=75",
                "MAX_IMAGE_CACHE_SIZE=10", "VERBOSITY=0", $"LOGFILE={folder}/iip.log", Program, "--bind",
                $"127.0.0.1:{door}", "--backlog", "1024");
        var config = Path.Combine(folder, Config);
        await File.WriteAllTextAsync(config, Settings(folder, port, doors), cancel);
        ServerProcess.Start(Front, "-c", config, "-p", folder, "-e", $"{folder}/error.log");
        var web = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        };
        for (var tries = 0; tries < 60; tries++)
        {
            await Task.Delay(250, cancel);
            try
            {
                using var answer = await web.GetAsync($"/iip?DeepZoom={Path.GetFileName(slide)}.dzi", cancel);
                if (answer.IsSuccessStatusCode)
                    return new SlidePeer(web, Owners([config, .. doors.Select(door => $"127.0.0.1:{door}")]));
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }
        throw new InvalidOperationException($"IIPImage did not start; its logs are in {folder}.");
    }

    /// <summary>Our numbers count levels from the largest; DeepZoom counts them from a single pixel.</summary>
    internal static string Address(string slide, int lastLevel, string tile)
    {
        var parts = tile.Split('/');
        var level = lastLevel - int.Parse(parts[^2], System.Globalization.CultureInfo.InvariantCulture);
        return $"/iip?DeepZoom={Path.GetFileName(slide)}_files/{level}/{parts[^1]}.jpg";
    }

    private static string Settings(string folder, int port, int[] doors) => $$"""
        daemon off;
        master_process off;
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/error.log;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body; fastcgi_temp_path {{folder}}/fcgi; proxy_temp_path {{folder}}/proxy;
          uwsgi_temp_path {{folder}}/uwsgi; scgi_temp_path {{folder}}/scgi;
          keepalive_requests 10000000;
          upstream iip { {{string.Join(" ", doors.Select(door => $"server 127.0.0.1:{door};"))}} }
          server {
            listen 127.0.0.1:{{port}};
            location /iip {
              fastcgi_pass iip;
              fastcgi_param QUERY_STRING $query_string;
              fastcgi_param REQUEST_METHOD $request_method;
              fastcgi_param REQUEST_URI $request_uri;
              fastcgi_param SERVER_PROTOCOL $server_protocol;
            }
          }
        }
        """;

    private static List<int> Owners(string[] marks) =>
        [.. Process.GetProcesses().Where(process => process.ProcessName is "iipsrv.fcgi" or "nginx"
            && Array.Exists(marks, mark => Arguments(process.Id).Contains(mark, StringComparison.Ordinal)))
            .Select(process => process.Id)];

    private static string Arguments(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
