using Crm.Contracts.Customers;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Surveys.Data;
using Crm.Surveys.Domain;
using Crm.Surveys.Features.Public;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace Crm.Surveys.Features.Waves;

/// <summary>What a start would do: how many are asked, who falls out and why, and what the mails say in each language.</summary>
[Needs("surveys.read")]
internal static class CheckWave
{
    /// <summary>Customers looked at: beyond it the page says so, and the sending itself goes on.</summary>
    public const int MostSeen = 20_000;

    public sealed record Query(long Id) : IRequest<View>;

    public sealed record Out(Fallout Why, long N);

    public sealed record Sample(MailKind Kind, string Language, WaveMail Mail);

    /// <param name="Asked">Are written to.</param>
    /// <param name="Meant">Those of the kind that is asked, whether they are or not.</param>
    /// <param name="Cut">There are more customers than were looked at.</param>
    public sealed record View(long Id, string Title, WaveKind Kind, WaveState State, bool Listed, long Meant, long Asked, IReadOnlyDictionary<string, long> ByLanguage, IReadOnlyList<Out> FallOut, bool Cut, IReadOnlyList<Sample> Mails);

    public sealed class Handler(SurveysDb db, Audience audience, MailTexts mails, Links links, CurrentUser user) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query request, CancellationToken cancellationToken)
        {
            var wave = await db.Waves.AsNoTracking().Include(w => w.Survey).SingleOrDefaultAsync(w => w.Id == request.Id, cancellationToken) ?? throw new MissingException("Wave", request.Id);
            var (seen, meant, asked) = (0L, 0L, 0L);
            var outs = new Dictionary<Fallout, long>();
            var languages = new SortedDictionary<string, long>(StringComparer.Ordinal);
            (IReadOnlyList<CustomerFacts> Rows, long Last)? page = null;
            if (wave.Kind == WaveKind.Audience)
                for (long after = 0; seen < MostSeen && (page = await audience.Page(wave, after, 1000, cancellationToken)) is { } some; after = some.Last)
                {
                    seen += some.Rows.Count;
                    foreach (var candidate in await audience.Judge(wave, some.Rows, occasions: false, cancellationToken))
                    {
                        meant++;
                        if (candidate.Out is { } why) outs[why] = outs.GetValueOrDefault(why) + 1;
                        else
                        {
                            asked++;
                            languages[candidate.To.Language] = languages.GetValueOrDefault(candidate.To.Language) + 1;
                        }
                    }
                }
            var title = wave.Title.Length > 0 ? wave.Title : wave.Survey.Draft.Title.In(user.Language);
            return new(wave.Id, title, wave.Kind, wave.State, wave.Listed, meant, asked, languages, [.. outs.OrderBy(o => o.Key).Select(o => new Out(o.Key, o.Value))], page is not null && seen >= MostSeen, await Mails(wave, cancellationToken));
        }

        async Task<IReadOnlyList<Sample>> Mails(Wave wave, CancellationToken ct)
        {
            if (wave.Kind == WaveKind.PublicLink) return [];
            var version = wave.VersionId ?? await db.Versions.Where(v => v.SurveyId == wave.SurveyId).OrderByDescending(v => v.Number).Select(v => (long?)v.Id).FirstOrDefaultAsync(ct);
            return version is null ? [] : mails.Samples(wave, await links.Version(version.Value, ct), wave.Mails);
        }
    }
}
