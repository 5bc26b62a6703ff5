using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Privacy;
using Crm.Platform.Time;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Admin;

/// <summary>The audit trail, newest first.</summary>
[Needs("audit.read")]
internal static class ListAudit
{
    public sealed record Query : IRequest<Slice<Row>>
    {
        /// <summary>Part of the name, or the id of a member of staff.</summary>
        public string? Who { get; init; }
        public DateOnly? From { get; init; }
        public DateOnly? To { get; init; }
        public string? Entity { get; init; }
        public long? Id { get; init; }
        public string? Action { get; init; }
        public string? After { get; init; }
        public int Size { get; init; } = 50;
    }

    /// <summary>One act.</summary>
    public sealed record Row(long Id, DateTimeOffset At, long? ActorId, string Actor, string Action, string Entity, long? EntityId, string Change, string? Source, IReadOnlyList<Field> Fields);

    /// <summary>One value before and after.</summary>
    /// <param name="Erased">Nobody can read it any more: the person it told about has been erased.</param>
    /// <param name="Hidden">There is a value, which this reader may not see.</param>
    public sealed record Field(string Name, string? Before, string? After, bool Erased = false, bool Hidden = false);

    internal sealed class Handler(PlatformDb db, SubjectVault vault, IEnumerable<ISubjectSight> sights, InstallationZone zone, CurrentUser user) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var rows = db.Audit.AsNoTracking();
            if (long.TryParse(request.Who, out var actorId)) rows = rows.Where(a => a.ActorId == actorId);
            else if (!string.IsNullOrWhiteSpace(request.Who)) rows = rows.Where(a => EF.Functions.ILike(a.Actor, Like.Containing(request.Who), Like.Escape));
            // The reader's days, not the installation's: the list shows the reader's times.
            if (request.From is { Year: > 1900 and < 2200 } from) { var start = StartOf(from); rows = rows.Where(a => a.At >= start); }
            if (request.To is { Year: > 1900 and < 2200 } to) { var end = StartOf(to.AddDays(1)); rows = rows.Where(a => a.At < end); }
            if (!string.IsNullOrWhiteSpace(request.Entity)) { var entity = request.Entity.Trim(); rows = rows.Where(a => a.Entity == entity); }
            if (request.Id is { } id) rows = rows.Where(a => a.EntityId == id);
            if (!string.IsNullOrWhiteSpace(request.Action)) rows = rows.Where(a => EF.Functions.ILike(a.Action, Like.Containing(request.Action), Like.Escape));
            if (Cursor.Read<long?>(request.After) is { } after) rows = rows.Where(a => a.Id < after);
            var page = await rows.OrderByDescending(a => a.Id).Take(request.Size + 1).ToListAsync(cancellationToken);
            var slice = Cursor.Cut(page, request.Size, a => a.Id);
            var seen = await sights.Seen(slice.Items.Select(a => a.SubjectId), cancellationToken);
            var opened = await vault.Open(slice.Items, cancellationToken, seen);
            return new([.. opened.Select(o => new Row(o.Row.Id, o.Row.At, o.Row.ActorId, o.Row.Actor, o.Row.Action, o.Row.Entity, o.Row.EntityId, o.Row.Change, o.Row.Source,
                [.. Compare(o.Before, o.After), .. o.Erased.Select(name => seen.Contains(o.Row.SubjectId!.Value) ? new Field(name, null, null, Erased: true) : new Field(name, null, null, Hidden: true))]))], slice.NextCursor);
        }

        DateTimeOffset StartOf(DateOnly day) => new InstallationZone(user.IsSystem ? zone.Zone : user.Zone).StartOf(day);
    }

    internal static IReadOnlyList<Field> Compare(string? before, string? after)
    {
        var (b, a) = (Values(before), Values(after));
        return [.. b.Keys.Union(a.Keys).Select(name => new Field(name, b.GetValueOrDefault(name), a.GetValueOrDefault(name)))];
    }

    static Dictionary<string, string?> Values(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind != JsonValueKind.Object ? new() { [""] = document.RootElement.ToString() }
            : document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Array or JsonValueKind.Object => p.Value.GetRawText(),
                _ => p.Value.ToString(),
            });
    }
}
