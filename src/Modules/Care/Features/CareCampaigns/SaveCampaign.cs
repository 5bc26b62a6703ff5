using Crm.Care.Data;
using Crm.Care.Domain;
using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Care.Features.CareCampaigns;

/// <summary>Writes a campaign, or changes one that has not begun.</summary>
[Needs("care.write")]
internal static class SaveCampaign
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<long>
    {
        /// <summary>0 adds a new one.</summary>
        public long Id { get; init; }
        public uint Version { get; init; }
        public string Name { get; init; } = "";
        public Purpose Purpose { get; init; } = Purpose.Marketing;
        public string? SenderName { get; init; }
        public long? SegmentId { get; init; }
        public List<CustomerLevel> Levels { get; init; } = [];
        public string? LinkUrl { get; init; }
        public int ConversionDays { get; init; } = 14;
        public DateTimeOffset? ScheduledAt { get; init; }
        public string SubjectEn { get; init; } = "";
        public string SubjectZh { get; init; } = "";
        public string BodyEn { get; init; } = "";
        public string BodyZh { get; init; } = "";

        /// <summary>Half of the audience gets the texts of B.</summary>
        public bool Halved { get; init; }
        public string? SubjectEnB { get; init; }
        public string? SubjectZhB { get; init; }
        public string? BodyEnB { get; init; }
        public string? BodyZhB { get; init; }
    }

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(CareMails mails, Platform.Localization.Texts texts)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Purpose).Must(p => p is Purpose.Marketing or Purpose.Care).WithMessage(_ => texts["care.campaign.purpose"]);
            RuleFor(c => c.SenderName).MaximumLength(100);
            RuleForEach(c => c.Levels).IsInEnum();
            RuleFor(c => c.LinkUrl).MaximumLength(1000).Must(IsWeb).WithMessage(_ => texts["care.campaign.link.bad"]);
            RuleFor(c => c.ConversionDays).InclusiveBetween(1, 180);
            foreach (var subject in new System.Linq.Expressions.Expression<Func<Command, string?>>[] { c => c.SubjectEn, c => c.SubjectZh }) RuleFor(subject).NotEmpty().MaximumLength(200).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            foreach (var body in new System.Linq.Expressions.Expression<Func<Command, string?>>[] { c => c.BodyEn, c => c.BodyZh }) RuleFor(body).NotEmpty().MaximumLength(20_000).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            When(c => c.Halved, () =>
            {
                foreach (var subject in new System.Linq.Expressions.Expression<Func<Command, string?>>[] { c => c.SubjectEnB, c => c.SubjectZhB }) RuleFor(subject).NotEmpty().MaximumLength(200).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
                foreach (var body in new System.Linq.Expressions.Expression<Func<Command, string?>>[] { c => c.BodyEnB, c => c.BodyZhB }) RuleFor(body).NotEmpty().MaximumLength(20_000).Must(mails.Works).WithMessage(_ => texts["care.placeholders.bad"]);
            });
            RuleFor(c => c.LinkUrl).NotEmpty().When(c => new[] { c.BodyEn, c.BodyZh, c.BodyEnB, c.BodyZhB }.Any(b => b?.Contains("{{link}}", StringComparison.Ordinal) == true)).WithMessage(_ => texts["care.campaign.link.needed"]);
        }

        static bool IsWeb(string? url) => string.IsNullOrWhiteSpace(url) || (Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
    }

    public sealed class Handler(CareDb db, ICustomerSegments segments, CurrentUser user) : IRequestHandler<Query, Command>, IRequestHandler<Command, long>
    {
        public async Task<Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var c = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == query.Id, cancellationToken) ?? throw new MissingException("campaign", query.Id);
            return new Command
            {
                Id = c.Id, Version = c.Version, Name = c.Name, Purpose = c.Purpose, SenderName = c.SenderName, SegmentId = c.SegmentId, Levels = [.. c.Levels], LinkUrl = c.LinkUrl, ConversionDays = c.ConversionDays, ScheduledAt = c.ScheduledAt,
                SubjectEn = c.A.Subject.En, SubjectZh = c.A.Subject.Zh, BodyEn = c.A.Body.En, BodyZh = c.A.Body.Zh, Halved = c.IsHalved,
                SubjectEnB = c.B?.Subject.En, SubjectZhB = c.B?.Subject.Zh, BodyEnB = c.B?.Body.En, BodyZhB = c.B?.Body.Zh,
            };
        }

        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = db.Clock.GetUtcNow();
            CareCampaign? campaign = null;
            if (command.Id != 0)
            {
                campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new MissingException("campaign", command.Id);
                db.Expect(campaign, command.Version);
            }
            if (command.SegmentId is { } segment && segment != campaign?.SegmentId && !await segments.MayUse(segment, cancellationToken)) throw new RuleException("care.segment.gone", nameof(command.SegmentId));
            // What waits for its hour leaves by itself: only who may send may change it.
            if (campaign?.State == CareCampaignState.Scheduled && !user.Can("care.send")) throw new RuleException("care.campaign.begun");
            var terms = new CareCampaignTerms(command.Name.Trim(), command.Purpose, command.SenderName?.Trim() ?? "", command.SegmentId, command.Levels, string.IsNullOrWhiteSpace(command.LinkUrl) ? null : command.LinkUrl.Trim(), command.ConversionDays, command.ScheduledAt,
                new(new(command.SubjectEn.Trim(), command.SubjectZh.Trim()), new(command.BodyEn.Trim(), command.BodyZh.Trim())),
                command.Halved ? new(new(command.SubjectEnB!.Trim(), command.SubjectZhB!.Trim()), new(command.BodyEnB!.Trim(), command.BodyZhB!.Trim())) : null);
            if (campaign is null) db.Campaigns.Add(campaign = new CareCampaign(terms, user.Id, now));
            else campaign.Change(terms, now);
            await db.SaveChangesAsync(cancellationToken);
            return campaign.Id;
        }
    }
}
