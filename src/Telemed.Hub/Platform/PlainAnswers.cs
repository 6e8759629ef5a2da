using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Telemed.Hub.Platform;

/// <summary>Gives answers that the framework left empty the same shape as all others.</summary>
internal static class PlainAnswers
{
    public static Task Explain(StatusCodeContext answer)
    {
        var context = answer.HttpContext;
        var status = context.Response.StatusCode;
        // A door that speaks a protocol of its own (tus, DICOMweb) may want its status bare.
        if (context.GetEndpoint()?.Metadata.GetMetadata<BareStatus>() is not null) return Task.CompletedTask;
        var (code, detail) = status switch
        {
            400 => ("bad_request", "The request is not what this address expects."),
            404 => ("not_found", "There is nothing here that you may see."),
            405 => ("method_not_allowed", "This address does not do that."),
            413 => ("too_large", "The body is larger than this address takes."),
            415 => ("unsupported_media_type", "This address does not read that type of body."),
            429 => ("too_many", "This asks more often than one caller may."),
            503 => ("unavailable", "This is not available at the moment."),
            _ => ("refused", "The request was refused."),
        };
        return Problems.Answer(status, code, detail).ExecuteAsync(context);
    }
}

/// <summary>Marks a route whose refusals by status alone are part of its protocol.</summary>
internal sealed record BareStatus;

/// <summary>Turns any result that carries a problem into problem+json.</summary>
internal sealed class ProblemAnswers : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var inner = result is INestedHttpResult nested ? nested.Result : result;
        return inner is not ProblemHttpResult && inner is IValueHttpResult { Value: ProblemDetails problem }
            ? Problems.Answer((inner as IStatusCodeHttpResult)?.StatusCode ?? 400, problem)
            : result;
    }
}
