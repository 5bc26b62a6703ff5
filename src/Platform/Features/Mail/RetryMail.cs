using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Platform.Features.Mail;

/// <summary>Sends a mail again that failed or waits for its next try: now, with ten new tries.</summary>
[Needs("system.operate")]
internal static class RetryMail
{
    public sealed record Command : IRequest
    {
        public long Id { get; init; }
    }

    internal sealed class Handler(PlatformDb db) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var mail = await db.Mail.FirstOrDefaultAsync(m => m.Id == request.Id, cancellationToken) ?? throw new MissingException("Mail", request.Id);
            if (mail.SentAt is not null) throw new RuleException("mail.retry.sent");
            (mail.DueAt, mail.Attempts) = (db.Clock.GetUtcNow(), 0);
            db.Record(nameof(RetryMail), "Mail", mail.Id);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
