using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Mail;

/// <summary>Where a mail stands.</summary>
public enum MailState { Waiting, Sent, Failed }

/// <summary>The mail queue, newest first.</summary>
[Needs("system.operate")]
internal static class ListMail
{
    public sealed record Query(MailState? State = null, string? Purpose = null, string? After = null) : IRequest<Answer>;

    /// <param name="Purposes">The purposes that occur.</param>
    public sealed record Answer(Slice<Row> Rows, IReadOnlyList<string> Purposes);

    public sealed record Row(long Id, DateTimeOffset CreatedAt, string To, string Subject, string Purpose, int Attempts, DateTimeOffset? DueAt, DateTimeOffset? SentAt)
    {
        public MailState State => SentAt is not null ? MailState.Sent : DueAt is null ? MailState.Failed : MailState.Waiting;
    }

    internal sealed class Handler(PlatformDb db, SubjectVault vault, IEnumerable<ISubjectSight> sights, Texts texts) : IRequestHandler<Query, Answer>
    {
        const int Size = 50;

        public async Task<Answer> Handle(Query request, CancellationToken cancellationToken)
        {
            var before = Cursor.Read<long?>(request.After) ?? long.MaxValue;
            var mails = db.Mail.Where(m => m.Id < before);
            mails = request.State switch
            {
                MailState.Sent => mails.Where(m => m.SentAt != null),
                MailState.Failed => mails.Where(m => m.SentAt == null && m.DueAt == null),
                MailState.Waiting => mails.Where(m => m.SentAt == null && m.DueAt != null),
                _ => mails,
            };
            if (!string.IsNullOrEmpty(request.Purpose)) mails = mails.Where(m => m.Purpose == request.Purpose);
            var found = await mails.OrderByDescending(m => m.Id).Take(Size + 1)
                .Select(m => new { m.CustomerId, Row = new Row(m.Id, m.CreatedAt, m.ToAddress, m.Subject, m.Purpose, m.Attempts, m.DueAt, m.SentAt) }).ToListAsync(cancellationToken);
            var opener = await vault.Of(found.Select(m => m.CustomerId), cancellationToken);
            var seen = await sights.Seen(found.Select(m => m.CustomerId), cancellationToken);
            var rows = found.ConvertAll(m => m.Row with { To = m.CustomerId is { } id && !seen.Contains(id) ? texts["privacy.hidden"] : opener.Open(m.CustomerId, m.Row.To) ?? texts["privacy.erased"], Subject = opener.Open(m.CustomerId, m.Row.Subject) ?? "" });
            // A handful of purposes among millions of mails: hop along the index from one to the next.
            var purposes = await db.Database.SqlQuery<string>($"""
                with recursive p as (
                    (select purpose from platform.mail order by purpose limit 1)
                    union all
                    select (select m.purpose from platform.mail m where m.purpose > p.purpose order by m.purpose limit 1) from p where p.purpose is not null)
                select purpose as "Value" from p where purpose is not null
                """).ToListAsync(cancellationToken);
            return new(Cursor.Cut(rows, Size, r => r.Id), purposes);
        }
    }
}
