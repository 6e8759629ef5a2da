using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Telemed.Hub.Tests.Platform;

/// <summary>Short ways to ask and to check what was answered.</summary>
internal static class Answers
{
    /// <summary>The body of a good answer.</summary>
    public static async Task<JsonElement> Body(this Task<HttpResponseMessage> asked,
        HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{(int)answer.StatusCode} instead of {(int)expected}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The code of a refusal with the expected status.</summary>
    public static async Task<string?> Code(this Task<HttpResponseMessage> asked, HttpStatusCode expected)
    {
        var body = await asked.Body(expected);
        return body.GetProperty("code").GetString();
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
