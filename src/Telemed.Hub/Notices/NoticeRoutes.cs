using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemed.Hub.Consultations;
using Telemed.Hub.Jobs;
using Telemed.Hub.Live;
using Telemed.Hub.Platform;
using Telemed.Storage.Jobs;
using Telemed.Storage;

namespace Telemed.Hub.Notices;

internal static class NoticeRoutes
{
    internal static void AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<NoticeOptions>(configuration, "Telemed:Notices");
        services.AddJob<ForgetNotices>();
        services.AddRecurring(new RecurringJob(
            ForgetNotices.KindName, new Recurrence.Every(TimeSpan.FromDays(1)), ForgetNotices.KindName));
        services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, NoticeJson.Default));
    }

    internal static void MapNotices(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/notices", ListNotices.Handle).SignedIn("one's own notices");
        app.MapPost("/api/notices/read", MarkNoticesRead.Handle).SignedIn("one's own notices");
    }
}

/// <summary>The notices of the person who asks, newest first.</summary>
internal static class ListNotices
{
    internal static async Task<Results<Ok<NoticePage>, ProblemHttpResult>> Handle(
        bool? unread, string? cursor, CurrentPerson person, Database database, CancellationToken cancel)
    {
        (DateTimeOffset At, Guid Id)? before = null;
        if (cursor is not null)
        {
            if (Cursor.Read(cursor) is not { At: { } at } read)
                return Problems.BadField("cursor", "This is no cursor of ours.");
            before = (at, read.Id);
        }
        await using var reading = await database.Read(cancel);
        var (rows, count) = await NoticeStore.List(
            reading, person.Id.Value, unread ?? false, before, NoticeStore.ListLimit, cancel);
        var next = rows.Count == NoticeStore.ListLimit ? new Cursor(0, rows[^1].CreatedAt, rows[^1].Id).ToString()
            : null;
        return TypedResults.Ok(new NoticePage([.. rows.Select(Line)], count, next));
    }

    private static NoticeLine Line(NoticeStore.NoticeRecord row)
    {
        using var parameters = JsonDocument.Parse(row.Params);
        return new NoticeLine(
            row.Id, row.Kind, parameters.RootElement.Clone(), row.ConsultationId, row.CreatedAt, row.ReadAt);
    }
}

/// <summary>Marks notices as read; a notice of another person is not there.</summary>
internal static class MarkNoticesRead
{
    private const int IdsLimit = 500;

    internal static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        ReadNotices request, CurrentPerson person, Database database, TimeProvider time, CancellationToken cancel)
    {
        var ids = request.Ids ?? [];
        if (ids.Length > IdsLimit) return Problems.BadField("ids", $"At most {IdsLimit} notices at a time.");
        await using var work = await database.Begin(cancel);
        await NoticeStore.MarkRead(work, person.Id.Value, request.All, ids, time.GetUtcNow(), cancel);
        LiveChanges.Changed(work, LiveTopic.Notices(person.Id), "read", person.Id.Value);
        await work.Commit(cancel);
        return TypedResults.NoContent();
    }
}
