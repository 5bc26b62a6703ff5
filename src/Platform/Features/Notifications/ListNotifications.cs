using Crm.Platform.Data;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Notifications;

/// <summary>The reader's own notices, newest first.</summary>
[OpenToAll("Everybody reads their own notices.")]
internal static class ListNotifications
{
    public sealed record Query(bool UnreadOnly = false, string? After = null, int Size = 30) : IRequest<Slice<Row>>;

    public sealed record Row(long Id, DateTimeOffset At, string Text, string Icon, bool Unread);

    internal sealed class Handler(PlatformDb db, SubjectVault vault, CurrentUser user, Texts texts) : IRequestHandler<Query, Slice<Row>>
    {
        public async Task<Slice<Row>> Handle(Query request, CancellationToken cancellationToken)
        {
            var before = Cursor.Read<long?>(request.After) ?? long.MaxValue;
            var mine = db.Notifications.Where(n => n.StaffId == user.Id && n.Id < before);
            if (request.UnreadOnly) mine = mine.Where(n => n.ReadAt == null);
            var rows = await mine.OrderByDescending(n => n.Id).Take(request.Size + 1).Select(n => new { n.Id, n.At, n.Text, n.Args, n.SubjectId, n.Icon, n.ReadAt }).ToListAsync(cancellationToken);
            var opener = await vault.Of(rows.Select(n => n.SubjectId), cancellationToken);
            return Cursor.Cut([.. rows.Select(n => new Row(n.Id, n.At, texts.Say(user.Language, n.Text, opener.ArgsOf(n.SubjectId, n.Args, texts.In(user.Language, "privacy.erased"))), n.Icon, n.ReadAt is null))], request.Size, n => n.Id);
        }
    }
}
