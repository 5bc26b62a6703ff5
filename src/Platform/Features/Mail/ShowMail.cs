using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Mail;

/// <summary>One mail with its plain text. A text that holds a link which signs in never leaves the database.</summary>
[Needs("system.operate")]
internal static class ShowMail
{
    public sealed record Query(long Id) : IRequest<Answer>;

    public sealed record Answer(ListMail.Row Mail, string? ToName, string? Text, string? Error, string? MessageId, bool Secret);

    internal sealed class Handler(PlatformDb db) : IRequestHandler<Query, Answer>
    {
        public async Task<Answer> Handle(Query request, CancellationToken cancellationToken) =>
            await db.Mail.Where(m => m.Id == request.Id).Select(m => new Answer(
                new ListMail.Row(m.Id, m.CreatedAt, m.ToAddress, m.Subject, m.Purpose, m.Attempts, m.DueAt, m.SentAt),
                m.ToName, m.Secret ? null : m.TextBody, m.Error, m.MessageId, m.Secret)).FirstOrDefaultAsync(cancellationToken)
            ?? throw new MissingException("Mail", request.Id);
    }
}
