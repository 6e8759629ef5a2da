using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Telemed.Hub.Platform;

/// <summary>Makes every refusal one shape: RFC 9457 with a stable code the browser can translate.</summary>
internal static class Problems
{
    /// <summary>A refusal for a typed result; its status is filled in by the result that carries it.</summary>
    public static ProblemDetails Because(string code, string detail, string? whatToDo = null,
        IReadOnlyList<string>? missing = null)
    {
        var problem = new ProblemDetails { Detail = detail };
        problem.Extensions["code"] = code;
        if (whatToDo is not null) problem.Extensions["whatToDo"] = whatToDo;
        if (missing is not null) problem.Extensions["missing"] = missing;
        return problem;
    }

    /// <summary>A refusal as a whole answer.</summary>
    public static ProblemHttpResult Answer(int status, string code, string detail, string? whatToDo = null,
        IReadOnlyList<string>? missing = null) => Answer(status, Because(code, detail, whatToDo, missing));

    /// <summary>A prepared refusal as a whole answer with its status.</summary>
    public static ProblemHttpResult Answer(int status, ProblemDetails problem)
    {
        problem.Status = status;
        return TypedResults.Problem(problem);
    }

    /// <summary>What is missing and what belongs to others look the same.</summary>
    public static ProblemHttpResult NotFound() =>
        Answer(StatusCodes.Status404NotFound, "not_found", "There is nothing here that you may see.");

    /// <summary>The body breaks a rule of its field; 400 with the fields at fault.</summary>
    public static ProblemHttpResult BadField(string field, string detail) =>
        Answer(StatusCodes.Status400BadRequest, Because("bad_field", detail, missing: [field]));

    /// <summary>Someone else saved first; the current version lets the browser show both.</summary>
    public static ProblemHttpResult VersionConflict(int current)
    {
        var problem = Because("version_conflict", "Someone saved this meanwhile.",
            "Load it again and repeat the change.");
        problem.Extensions["current"] = current;
        return Answer(StatusCodes.Status409Conflict, problem);
    }
}
