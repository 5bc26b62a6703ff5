using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Crm.Platform.Data;
using Crm.Platform.Facts;
using Crm.Surveys.Domain;
using Crm.Surveys.Domain.Texts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Crm.Surveys.Data;

internal sealed class SurveysDb(DbContextOptions<SurveysDb> options) : ModuleDb(options)
{
    public override string Schema => "surveys";

    public DbSet<Survey> Surveys => Set<Survey>();
    public DbSet<SurveyVersion> Versions => Set<SurveyVersion>();
    public DbSet<Wave> Waves => Set<Wave>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<Response> Responses => Set<Response>();
    public DbSet<AnswerImport> AnswerImports => Set<AnswerImport>();
    public DbSet<AnswerImportRow> AnswerImportRows => Set<AnswerImportRow>();
    public DbSet<CommentWords> CommentWords => Set<CommentWords>();
    public DbSet<SentimentRow> Sentiments => Set<SentimentRow>();
    public DbSet<Pretest> Pretests => Set<Pretest>();
    public DbSet<PretestTester> PretestTesters => Set<PretestTester>();
    public DbSet<PretestRemark> PretestRemarks => Set<PretestRemark>();
    public DbSet<LinkKey> LinkKeys => Set<LinkKey>();
    public DbSet<WaveListed> WaveListed => Set<WaveListed>();
    public DbSet<WaveTally> WaveTallies => Set<WaveTally>();
    public DbSet<WaveDue> WaveDues => Set<WaveDue>();
    public DbSet<InvitationLink> InvitationLinks => Set<InvitationLink>();
    public DbSet<ContactWish> ContactWishes => Set<ContactWish>();
    public DbSet<SurveyDay> SurveyDays => Set<SurveyDay>();
    public DbSet<ScoreMonth> ScoreMonths => Set<ScoreMonth>();
    public DbSet<Benchmark> Benchmarks => Set<Benchmark>();
    public DbSet<DashboardMail> DashboardMails => Set<DashboardMail>();
    public DbSet<SentReport> SentReports => Set<SentReport>();
    public DbSet<FeedbackItem> Feedback => Set<FeedbackItem>();
    public DbSet<FeedbackCode> FeedbackCodes => Set<FeedbackCode>();
    public DbSet<Improvement> Improvements => Set<Improvement>();

    public override IReadOnlyList<DailyFacts> RollUps => SurveyRollUps.All;

    /// <summary>JSON of questionnaires and answers in the database.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Survey>(e =>
        {
            e.ToTable("surveys");
            e.Property(s => s.Draft).AsJson();
            e.Property(s => s.Cleaning).HasColumnType("jsonb").HasConversion(
                rules => rules == null ? null : JsonSerializer.Serialize(rules, Json), text => text == null ? null : JsonSerializer.Deserialize<CleaningRules>(text, Json));
            e.HasIndex(s => s.Template).IsUnique();
        });
        model.Entity<SurveyVersion>(e =>
        {
            e.ToTable("survey_versions");
            e.Property(v => v.Definition).AsJson();
            e.HasIndex(v => new { v.SurveyId, v.Number }).IsUnique();
            e.HasOne(v => v.Survey).WithMany().OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<Wave>(e =>
        {
            e.ToTable("waves");
            e.HasOne(w => w.Survey).WithMany().OnDelete(DeleteBehavior.Restrict);
            e.HasOne<SurveyVersion>().WithMany().HasForeignKey(w => w.VersionId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(w => w.PublicCode).IsUnique();
            e.HasIndex(w => w.SurveyId);
            e.HasIndex([nameof(Wave.SurveyId)], "ix_waves_resurvey").IsUnique().HasFilter("kind = 'resurvey'");
        });
        model.Entity<Invitation>(e =>
        {
            e.ToTable("invitations");
            e.HasOne<Wave>().WithMany().HasForeignKey(i => i.WaveId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<SurveyVersion>().WithMany().HasForeignKey(i => i.VersionId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(i => i.TokenHash).IsUnique();
            e.HasIndex(i => new { i.WaveId, i.Occasion }).IsUnique();
            e.HasIndex(i => new { i.WaveId, i.Id });
            e.HasIndex(i => new { i.CustomerId, i.CreatedAt });
            e.HasIndex(i => i.TicketId);
        });
        model.Entity<Draft>(e =>
        {
            e.ToTable("drafts");
            e.HasKey(d => d.InvitationId);
            e.Property(d => d.InvitationId).ValueGeneratedNever();
            e.Property(d => d.Answers).AsJson();
        });
        model.Entity<Response>(e =>
        {
            e.ToTable("responses");
            e.Property(r => r.Answers).AsJson();
            // Raw answers are written once; only their texts can be emptied, by erasure.
            e.Property(r => r.Answers).Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Throw);
            e.Property(r => r.Texts).AsJson();
            e.PrimitiveCollection(r => r.Flags).ElementType(t => t.HasConversion<SnakeCase.SnakeEnum<Flag>>());
            e.HasIndex(r => r.InvitationId).IsUnique();
            e.HasIndex(r => new { r.WaveId, r.Id });
            e.HasIndex(r => new { r.SurveyId, r.Id });
            e.HasIndex(r => new { r.CustomerId, r.FinishedAt });
            e.HasIndex(r => r.FinishedAt);
            // Says at once whether a decision was made since figures were read.
            e.HasIndex(r => r.SurveyId).HasFilter("anonymous").HasDatabaseName("ix_responses_anonymous");
            e.HasIndex(r => new { r.SurveyId, r.DecidedAt }).HasFilter("decided_at is not null").HasDatabaseName("ix_responses_decided");
            e.HasIndex(r => r.TicketId);
            e.HasIndex(r => r.Id).HasFilter("cardinality(flags) > 0 and decided_at is null").HasDatabaseName("ix_responses_to_clean");
        });
        model.Entity<LinkKey>(e => e.ToTable("link_keys"));
        WaveMap.Map(model);
        AnswerImportMap.Apply(model);
        CommentMap.Apply(model);
        PretestMap.Map(model);
        ImproveMap.Map(model);
        SurveyRollUps.Map(model);
        BenchmarkMap.Map(model);
        DashboardMailMap.Map(model);
        ReportMap.Map(model);
    }

    /// <summary>The key that signs links, and the shipped questionnaires, *After a ticket* being asked from the first day.</summary>
    public override async Task Seed(IServiceProvider services, CancellationToken ct)
    {
        if (!await LinkKeys.AnyAsync(ct)) LinkKeys.Add(new LinkKey { Key = RandomNumberGenerator.GetBytes(32) });
        var present = await Surveys.Where(s => s.Template != null).Select(s => s.Template).ToListAsync(ct);
        var now = Clock.GetUtcNow();
        foreach (var (template, definition) in Templates.All.Where(t => !present.Contains(t.Key)))
        {
            var survey = Survey.Write(definition, null, now, template);
            Surveys.Add(survey);
            Versions.Add(survey.Publish(null, now));
            if (template == Templates.AfterTicket) Waves.Add(Wave.AfterTickets(survey, definition.Title.Zh + " / " + definition.Title.En, now));
        }
        if (!await FeedbackCodes.AnyAsync(ct)) FeedbackCodes.AddRange(FeedbackCode.Shipped.Select((c, i) => new FeedbackCode(c.Kind, c.En, c.Zh, i)));
        await SaveChangesAsync(ct);
    }
}

/// <summary>The installation's secret behind its survey links.</summary>
internal sealed class LinkKey
{
    public long Id { get; init; }
    public required byte[] Key { get; init; }
}

internal static class JsonColumns
{
    /// <summary>Stores an immutable value as jsonb.</summary>
    public static PropertyBuilder<T> AsJson<T>(this PropertyBuilder<T> property) where T : class => property.HasColumnType("jsonb").HasConversion(
        value => JsonSerializer.Serialize(value, SurveysDb.Json),
        text => JsonSerializer.Deserialize<T>(text, SurveysDb.Json)!,
        new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(value), value => value));
}

internal sealed class SurveysDesignTime : DesignTimeFactory<SurveysDb>;
