using Telemed.Domain.Access;
using Telemed.Hub.Platform;

namespace Telemed.Hub.Rooms;

internal static class RoomRoutes
{
    internal static void AddRooms(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RoomOptions>(configuration, "Telemed:Rooms");
        services.AddSingleton<RoomSay>();
        services.AddSingleton<LiveRooms>();
        services.AddSingleton<RoomChanges>();
        services.AddSingleton<RefusalTrail>();
        services.AddSingleton<RoomDoor>();
        services.AddSingleton<EnterRoom>();
        services.AddSingleton<RunRoomClocks>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveRooms>());
        services.AddHostedService<RoomClockLoop>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, RoomsJson.Default));
        services.Configure<Microsoft.AspNetCore.SignalR.JsonHubProtocolOptions>(json =>
            json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, RoomsJson.Default));
    }

    internal static void MapRooms(this IEndpointRouteBuilder app)
    {
        var rooms = app.MapGroup("/api/rooms");
        rooms.MapGet("", ListRooms.Handle).Needs(Permission.JoinRoom);
        rooms.MapPost("", OpenRoom.Handle).Needs(Permission.JoinRoom);
        rooms.MapPost("/joins", JoinByLink.Follow).Needs(Permission.JoinRoom);
        app.MapPost("/api/consultations/{id:guid}/red-call", OpenRoom.RedCall).Needs(Permission.JoinRoom);
        app.MapGet("/api/consultations/{id:guid}/drawings", ListDrawings.Handle).Needs(Permission.ViewRecordings);
        app.MapDelete("/api/drawings/{id:guid}", RemoveDrawing.Handle).Needs(Permission.JoinRoom);
        app.MapPost("/api/drawings/{id:guid}/return", RemoveDrawing.Undo).Needs(Permission.JoinRoom);
        var room = rooms.MapGroup("/{id:guid}");
        room.MapGet("", ViewRoom.Handle).Needs(Permission.JoinRoom);
        room.MapGet("/history", ShowHistory.Handle).Needs(Permission.JoinRoom);
        room.MapGet("/attendance", CountQuality.Attendance).Needs(Permission.JoinRoom);
        room.MapGet("/relay", GiveRelay.Handle).Needs(Permission.JoinRoom);
        room.MapPost("/device-test", TestDevices.Handle).Needs(Permission.JoinRoom);
        room.MapPost("/arrival", ArriveInRoom.Handle).Needs(Permission.JoinRoom);
        room.MapPost("/decline", ArriveInRoom.Decline).Needs(Permission.JoinRoom);
        room.MapPost("/people", ManagePeople.Invite).Needs(Permission.JoinRoom);
        room.MapPost("/links", JoinByLink.Make).Needs(Permission.JoinRoom);
        room.MapPost("/people/{personId:guid}/admission", ManagePeople.Admit).Needs(Permission.JoinRoom);
        room.MapPost("/people/{personId:guid}/removal", ManagePeople.Remove).Needs(Permission.JoinRoom);
        room.MapPut("/people/{personId:guid}/role", ManagePeople.SetRole).Needs(Permission.JoinRoom);
        room.MapPost("/consent", RecordConsent.Handle).Needs(Permission.JoinRoom);
        room.MapPut("/recording", RecordConsent.Recording).Needs(Permission.JoinRoom);
        room.MapPost("/media", ShareFiles.Send).Needs(Permission.JoinRoom);
        room.MapPost("/files", ShareFiles.AddFile).Needs(Permission.JoinRoom);
        room.MapPost("/drawings/{sequence:int}/keeping", KeepDrawing.Handle).Needs(Permission.JoinRoom);
        room.MapPost("/quality", CountQuality.Save).Needs(Permission.JoinRoom);
        room.MapPost("/end", EndRoom.Handle).Needs(Permission.JoinRoom);
        room.MapGet("/note", RoomNote.Show).Needs(Permission.JoinRoom);
        room.MapPut("/note", RoomNote.Save).Needs(Permission.JoinRoom);
        room.MapPost("/note/signature", RoomNote.Sign).Needs(Permission.JoinRoom);
    }
}
