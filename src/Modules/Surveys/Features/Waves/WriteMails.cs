using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>Gives a wave mails of its own, in both languages, with what is known of the person put in. What is left empty is the text shipped.</summary>
[Needs("surveys.write")]
internal static class WriteMails
{
    public sealed record Query(long Id) : IRequest<Command>;

    public sealed record Command : IRequest<Unit>
    {
        public long Id { get; init; }
        public uint? Version { get; init; }
        public string? InviteSubjectEn { get; init; }
        public string? InviteSubjectZh { get; init; }
        public string? InviteTextEn { get; init; }
        public string? InviteTextZh { get; init; }
        public string? RemindSubjectEn { get; init; }
        public string? RemindSubjectZh { get; init; }
        public string? RemindTextEn { get; init; }
        public string? RemindTextZh { get; init; }

        public WaveMails Mails() => new()
        {
            InviteSubject = LocalText.Of(InviteSubjectEn ?? "", InviteSubjectZh ?? "").Trimmed(), InviteText = LocalText.Of(InviteTextEn ?? "", InviteTextZh ?? "").Trimmed(),
            RemindSubject = LocalText.Of(RemindSubjectEn ?? "", RemindSubjectZh ?? "").Trimmed(), RemindText = LocalText.Of(RemindTextEn ?? "", RemindTextZh ?? "").Trimmed(),
        };
    }

    /// <summary>How it reads, while it is typed.</summary>
    public sealed record Preview(long Id, Command Typed) : IRequest<IReadOnlyList<CheckWave.Sample>>;

    public sealed class Validator : AbstractValidator<Command>
    {
        public Validator(MailTexts mails, Texts texts)
        {
            RuleFor(c => c.Version).NotNull();
            foreach (var subject in new[] { (System.Linq.Expressions.Expression<Func<Command, string?>>)(c => c.InviteSubjectEn), c => c.InviteSubjectZh, c => c.RemindSubjectEn, c => c.RemindSubjectZh })
                RuleFor(subject).MaximumLength(200).Must(mails.Works).WithMessage(_ => texts["surveys.mails.placeholder"]);
            foreach (var text in new[] { (System.Linq.Expressions.Expression<Func<Command, string?>>)(c => c.InviteTextEn), c => c.InviteTextZh, c => c.RemindTextEn, c => c.RemindTextZh })
                RuleFor(text).MaximumLength(5000).Must(mails.Works).WithMessage(_ => texts["surveys.mails.placeholder"])
                    .Must(t => string.IsNullOrWhiteSpace(t) || t.Contains("{{link}}", StringComparison.Ordinal)).WithMessage(_ => texts["surveys.mails.link"]);
        }
    }

    public sealed class Handler(SurveysDb db, MailTexts mails, Links links) : IRequestHandler<Query, Command>, IRequestHandler<Preview, IReadOnlyList<CheckWave.Sample>>, IRequestHandler<Command, Unit>
    {
        public async Task<Command> Handle(Query request, CancellationToken cancellationToken)
        {
            var w = await db.Waves.AsNoTracking().SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var m = w.Mails;
            return new()
            {
                Id = w.Id, Version = w.Version, InviteSubjectEn = m.InviteSubject.En, InviteSubjectZh = m.InviteSubject.Zh, InviteTextEn = m.InviteText.En, InviteTextZh = m.InviteText.Zh,
                RemindSubjectEn = m.RemindSubject.En, RemindSubjectZh = m.RemindSubject.Zh, RemindTextEn = m.RemindText.En, RemindTextZh = m.RemindText.Zh,
            };
        }

        public async Task<IReadOnlyList<CheckWave.Sample>> Handle(Preview request, CancellationToken cancellationToken)
        {
            var w = await db.Waves.AsNoTracking().SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var version = w.VersionId ?? await db.Versions.Where(v => v.SurveyId == w.SurveyId).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync(cancellationToken);
            return mails.Samples(w, await links.Version(version, cancellationToken), request.Typed.Mails());
        }

        public async Task<Unit> Handle(Command request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            db.Entry(wave).Property(w => w.Version).OriginalValue = request.Version!.Value;
            wave.Write(request.Mails());
            await db.SaveChangesAsync(cancellationToken);
            return Unit.Value;
        }
    }
}
