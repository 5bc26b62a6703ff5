using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Mail;

/// <summary>One mail as it is read. A text that holds a link which signs in never leaves the database.</summary>
[Needs("system.operate")]
internal static class ShowMail
{
    public sealed record Query(long Id) : IRequest<Answer>;

    public sealed record Answer(ListMail.Row Mail, string? ToName, string? Text, string? Html, string? Error, string? MessageId, bool Secret);

    internal sealed class Handler(PlatformDb db, SubjectVault vault, IEnumerable<ISubjectSight> sights, Texts texts) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query request, CancellationToken cancellationToken)
        {
            var stored = await db.Mail.AsNoTracking().FirstOrDefaultAsync(m => m.Id == request.Id, cancellationToken) ?? throw new MissingException("Mail", request.Id);
            var mail = await vault.Open(stored, cancellationToken);
            var hidden = stored.CustomerId is { } id && !(await sights.Seen([id], cancellationToken)).Contains(id) ? texts["privacy.hidden"] : null;
            return new Answer(
                new ListMail.Row(stored.Id, stored.CreatedAt, hidden ?? mail?.ToAddress ?? texts["privacy.erased"], mail?.Subject ?? "", stored.Purpose, stored.Attempts, stored.DueAt, stored.SentAt),
                mail?.ToName, stored.Secret ? null : hidden ?? mail?.TextBody ?? texts["privacy.erased"], stored.Secret || hidden is not null ? null : mail?.HtmlBody, stored.Error, stored.MessageId, stored.Secret);
        }
    }
}
