using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Telemed.Dicom;
using Telemed.Ecg;
using Telemed.Pathology;

namespace Telemed.Hub.Platform;

/// <summary>The one place where an exception becomes an answer.</summary>
internal sealed class ProblemMapping(IProblemDetailsService problems, ILogger<ProblemMapping> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancel)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer; 499 keeps the figures honest.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, problem) = Map(exception);
        // The route is taken from the request before it is answered; what it was stands beside the exception.
        var route = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (status >= 500) PlatformLog.RequestFailed(log, exception, route?.DisplayName ?? "no route");
        context.Response.StatusCode = status;
        problem.Status = status;
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "2";
        return await problems.TryWriteAsync(
            new() { HttpContext = context, ProblemDetails = problem, Exception = exception });
    }

    private static (int Status, ProblemDetails Problem) Map(Exception exception) => exception switch
    {
        Refusal refusal => (refusal.Status, Problems.Because(refusal.Code, refusal.Message, refusal.WhatToDo)),
        DicomFormatException dicom => Unreadable(dicom.Section, dicom.Offset, dicom.Problem),
        EcgFormatException ecg => Unreadable(ecg.Section, ecg.Offset, ecg.Problem),
        SlideFormatException slide => Unreadable(slide.Section, slide.Offset, slide.Problem),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (413, Problems.Because("too_large", "The body is larger than this address takes.")),
        BadHttpRequestException { InnerException: JsonException inner } =>
            NotJson(inner),
        BadHttpRequestException bad => (bad.StatusCode, Problems.Because("bad_request", bad.Message)),
        JsonException json => NotJson(json),
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } unique =>
            (409, Problems.Because("already_exists", $"This exists already ({unique.ConstraintName}).")),
        PostgresException
        {
            SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
        } =>
            (503, Problems.Because("busy", "Two changes met; nothing was changed.", "Send it again.")),
        PostgresException
        {
            SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter,
        } =>
            (400, Problems.Because("zero_byte", "A text holds a zero byte, which no record keeps.",
                "Take it out and send it again.")),
        PostgresException { IsTransient: false } => Bug(),
        NpgsqlException or TimeoutException or IOException =>
            (503, Problems.Because("storage_unavailable", "The database or the object store does not answer.",
                "Nothing was changed. Try again in a moment.")),
        _ => Bug(),
    };

    private static (int, ProblemDetails) Unreadable(string section, long offset, string what)
    {
        var problem = Problems.Because("unreadable", what,
            "Send the file again from the device, or choose another one.");
        problem.Extensions["section"] = section;
        problem.Extensions["offset"] = offset;
        return (StatusCodes.Status422UnprocessableEntity, problem);
    }

    private static (int, ProblemDetails) NotJson(JsonException problem) => problem is MissingMember missing
        ? (400, Problems.Because("bad_field", missing.Message, missing: [missing.Name]))
        : (400, Problems.Because("bad_json", $"The body is not the expected JSON, at {problem.Path ?? "$"}."));

    private static (int, ProblemDetails) Bug() =>
        (500, Problems.Because("internal", "A fault in the program stopped this; nothing was changed."));
}
