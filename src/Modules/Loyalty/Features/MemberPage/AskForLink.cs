using Crm.Contracts.Customers;
using Crm.Loyalty.Data;
using Crm.Loyalty.Domain;
using Crm.Platform;
using Crm.Platform.Jobs;
using Crm.Platform.Localization;
using Crm.Platform.Settings;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace Crm.Loyalty.Features.MemberPage;

/// <summary>Writes a customer the link to their page, in their language.</summary>
internal sealed class LinkMails(LoyaltyDb db, MemberDoor door, Texts texts, IConfiguration configuration)
{
    public void Send(CustomerFacts customer, string address, TimeSpan valid)
    {
        var (token, now) = (door.NewLink(), db.Clock.GetUtcNow());
        db.MemberLinks.Add(new MemberLink(customer.Id, MemberDoor.HashOf(token), HashOf(address), now, now + valid));
        var hours = (int)valid.TotalHours;
        var text = texts.In(customer.Language, "loyalty.mail.link.text", customer.Name, PublicUrl.Of(configuration, MemberUrls.Enter(customer.Language, token)),
            hours >= 2 ? texts.In(customer.Language, "loyalty.mail.link.hours", hours) : texts.In(customer.Language, "loyalty.mail.link.minutes", (int)valid.TotalMinutes));
        db.SendMail($"member-link:{Guid.CreateVersion7(now)}", "loyalty.member_link", address, customer.Name, texts.In(customer.Language, "loyalty.mail.link.subject"), text, customerId: customer.Id, secret: true);
    }

    /// <summary>A link that leads nowhere, for an address nobody has: whoever asks waits as long, and is counted the same.</summary>
    public void Pretend(string address, TimeSpan valid)
    {
        var now = db.Clock.GetUtcNow();
        db.MemberLinks.Add(new MemberLink(null, MemberDoor.HashOf(door.NewLink()), HashOf(address), now, now + valid));
    }

    public static byte[] HashOf(string address) => MemberDoor.HashOf(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(address.Trim().ToLowerInvariant())));
}

/// <summary>A customer asks for the link to their page. The answer is the same whoever asks, for whatever address: only the mail box learns more.</summary>
[OpenToAll("whoever wants in cannot be signed in yet; the mail box is the guard")]
internal static class AskForLink
{
    /// <summary>So many links within this time go to one address; whoever asks for more is told nothing else.</summary>
    const int Most = 3;

    /// <summary>Several customers may share a mail box; more than these are no family.</summary>
    const int MostHolders = 5;

    static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    public sealed record Command : IRequest
    {
        public string Email { get; init; } = "";
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Email).NotEmpty().MaximumLength(200).EmailAddress();
    }

    public sealed class Handler(LoyaltyDb db, IMailHolders holders, LinkMails mails, ISettings settings) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (address, rules) = (command.Email.Trim(), await settings.Rewards(cancellationToken));
            if (!rules.PageOn) throw new MissingException("member page");
            var (hash, since) = (LinkMails.HashOf(address), db.Clock.GetUtcNow() - Within);
            var found = await holders.Of(address, cancellationToken);
            var asked = await db.MemberLinks.Where(l => l.AddressHash == hash && l.CreatedAt > since).Select(l => l.CreatedAt).Distinct().CountAsync(cancellationToken);
            if (asked >= Most) return Unit.Value;
            var valid = TimeSpan.FromMinutes(rules.LinkMinutes);
            if (found.Count is 0 or > MostHolders) mails.Pretend(address, valid);
            else foreach (var customer in found) mails.Send(customer, address, valid);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>A colleague sends a member the link to their page.</summary>
[Needs("loyalty.write")]
internal static class SendMemberLink
{
    public sealed record Command(long MemberId) : IRequest;

    public sealed class Handler(LoyaltyDb db, ICustomerDirectory customers, LinkMails mails, ISettings settings, CurrentUser user) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var member = await db.Members.Within(user.ScopeOf("loyalty.write")).AsNoTracking().SingleOrDefaultAsync(m => m.Id == command.MemberId, cancellationToken) ?? throw new MissingException("member", command.MemberId);
            var rules = await settings.Rewards(cancellationToken);
            if (!rules.PageOn) throw new RuleException("loyalty.link.pageOff");
            if ((await customers.FactsOf([member.CustomerId], cancellationToken)).GetValueOrDefault(member.CustomerId) is not { Email: { } address } customer) throw new RuleException("loyalty.link.noMail");
            mails.Send(customer, address, TimeSpan.FromHours(rules.SentLinkHours));
            db.Record("member.link_sent", nameof(Member), member.Id, subjectId: member.CustomerId);
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>Whether a link still opens the page. Looking changes nothing: mail programs open links by themselves.</summary>
[OpenToAll("the link is the proof")]
internal static class OpenMemberPage
{
    public sealed record Query(string? Token) : IRequest<bool>;

    /// <summary>Exchanges the link for a session, once. Null: it was used, is over, or nobody's.</summary>
    public sealed record Command(string? Token) : IRequest<Opened?>;

    public sealed record Opened(string Session, TimeSpan Lasts);

    public sealed class Handler(LoyaltyDb db, MemberDoor door, ISettings settings) : IRequestHandler<Query, bool>, IRequestHandler<Command, Opened?>
    {
        public async Task<bool> Handle(Query query, CancellationToken cancellationToken)
        {
            if (!door.IsLink(query.Token)) return false;
            var (hash, now) = (MemberDoor.HashOf(query.Token!), db.Clock.GetUtcNow());
            return await db.MemberLinks.AnyAsync(l => l.TokenHash == hash && l.UsedAt == null && l.ExpiresAt > now && l.CustomerId != null, cancellationToken);
        }

        public async Task<Opened?> Handle(Command command, CancellationToken cancellationToken)
        {
            if (!door.IsLink(command.Token)) return null;
            var (hash, now) = (MemberDoor.HashOf(command.Token!), db.Clock.GetUtcNow());
            await using var transaction = await db.Begin(cancellationToken);
            if (await db.MemberLinks.Where(l => l.TokenHash == hash && l.UsedAt == null && l.ExpiresAt > now && l.CustomerId != null).ExecuteUpdateAsync(s => s.SetProperty(l => l.UsedAt, now), cancellationToken) == 0) return null;
            var customer = await db.MemberLinks.Where(l => l.TokenHash == hash).Select(l => l.CustomerId!.Value).SingleAsync(cancellationToken);
            var (session, lasts) = (door.NewSession(), TimeSpan.FromMinutes((await settings.Rewards(cancellationToken)).SessionMinutes));
            db.MemberSessions.Add(new MemberSession(customer, MemberDoor.HashOf(session), now, now + lasts));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new(session, lasts);
        }
    }
}

/// <summary>Ends the session of this browser.</summary>
[OpenToAll("it is their own session")]
internal static class LeaveMemberPage
{
    public sealed record Command(string? Session) : IRequest;

    public sealed class Handler(LoyaltyDb db, MemberDoor door) : IRequestHandler<Command>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await door.Enter(command.Session, cancellationToken) is { } visitor)
            {
                var now = db.Clock.GetUtcNow();
                await db.MemberSessions.Where(s => s.Id == visitor.SessionId).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), cancellationToken);
            }
            return Unit.Value;
        }
    }
}

/// <summary>Forgets links and sessions a day after their time was over.</summary>
internal sealed class ForgetMemberLinks(LoyaltyDb db) : ISweep
{
    public string Cron => "0 27 3 * * ?";

    public async Task Run(CancellationToken ct)
    {
        var old = db.Clock.GetUtcNow().AddDays(-1);
        await db.MemberLinks.Where(l => l.ExpiresAt < old).ExecuteDeleteAsync(ct);
        await db.MemberSessions.Where(s => s.ExpiresAt < old).ExecuteDeleteAsync(ct);
    }
}
