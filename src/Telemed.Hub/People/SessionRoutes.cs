using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.People;

internal static class SessionRoutes
{
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/api/people");
        people.MapGet("", ListPeople.Handle).Needs(Permission.ViewDirectory);
        people.MapGet("/{id:guid}", ListPeople.One).Needs(Permission.ViewDirectory);
        people.MapPost("", AddPerson.Handle).Needs(Permission.ManagePeople);
        people.MapPut("/{id:guid}", ChangePerson.Handle).Needs(Permission.ManagePeople);
        people.MapPut("/{id:guid}/roles", ChangeRoles.Handle).Needs(Permission.ManagePeople);
        people.MapPut("/{id:guid}/privileges", ChangePrivileges.Handle).Needs(Permission.ManagePeople);
        people.MapPost("/{id:guid}/reset", ResetPerson.Handle).Needs(Permission.ManagePeople);
        people.MapPost("/{id:guid}/deactivation", DeactivatePerson.Handle).Needs(Permission.ManagePeople);
    }

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/api/session");
        session.MapPost("", LogIn.Handle).Open("nobody is signed in before signing in")
            .RequireRateLimiting(RateLimits.LogIn);
        session.MapGet("", ShowSession.Handle).SignedIn("one's own session").EvenBeforeEnrolment();
        session.MapDelete("", LogOut.Handle).SignedIn("one's own session").EvenBeforeEnrolment();
        session.MapPut("/preferences", SavePreferences.Handle).SignedIn("one's own preferences").EvenBeforeEnrolment();
        session.MapPut("/password", ChangePassword.Handle).SignedIn("one's own password").EvenBeforeEnrolment();
        session.MapPost("/fresh", GiveFreshCredential.Handle).SignedIn("one's own credential").EvenBeforeEnrolment();
        session.MapPost("/totp", EnrolSecondFactor.Handle).SignedIn("one's own second factor").EvenBeforeEnrolment();
        session.MapPost("/totp/confirmation", ConfirmSecondFactor.Handle).SignedIn("one's own second factor")
            .EvenBeforeEnrolment();
    }
}
