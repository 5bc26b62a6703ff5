using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class FromQuestionToImprovement : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "item_days",
                schema: "surveys");

            migrationBuilder.AddColumn<bool>(
                name: "anonymous",
                schema: "surveys",
                table: "waves",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "delay_days",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "full_at",
                schema: "surveys",
                table: "waves",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "launch_on",
                schema: "surveys",
                table: "waves",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "listed",
                schema: "surveys",
                table: "waves",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "mails",
                schema: "surveys",
                table: "waves",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.AddColumn<bool>(
                name: "offers_contact",
                schema: "surveys",
                table: "waves",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "points",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "points_budget",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_id",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "product",
                schema: "surveys",
                table: "waves",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "quota",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "remind_after_days",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "remind_most",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "repeats",
                schema: "surveys",
                table: "waves",
                type: "text",
                nullable: false,
                defaultValue: "never");

            migrationBuilder.AddColumn<long>(
                name: "series_id",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cleaning",
                schema: "surveys",
                table: "surveys",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "again",
                schema: "surveys",
                table: "survey_days",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "invited",
                schema: "surveys",
                table: "survey_days",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "started",
                schema: "surveys",
                table: "survey_days",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "wave_id",
                schema: "surveys",
                table: "survey_days",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "anonymous",
                schema: "surveys",
                table: "responses",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "import_id",
                schema: "surveys",
                table: "responses",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "import_key",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin_url",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "page_seconds",
                schema: "surveys",
                table: "responses",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.AddColumn<string[]>(
                name: "refilled",
                schema: "surveys",
                table: "responses",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refilled_at",
                schema: "surveys",
                table: "responses",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "value_class",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "declined_at",
                schema: "surveys",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reminded_at",
                schema: "surveys",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reminders",
                schema: "surveys",
                table: "invitations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "reward",
                schema: "surveys",
                table: "invitations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rewarded_at",
                schema: "surveys",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "wishes_contact",
                schema: "surveys",
                table: "invitations",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "page_seconds",
                schema: "surveys",
                table: "drafts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.CreateTable(
                name: "answer_imports",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    headers = table.Column<List<string>>(type: "text[]", nullable: false),
                    headers_hash = table.Column<string>(type: "text", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    survey_id = table.Column<long>(type: "bigint", nullable: true),
                    version_id = table.Column<long>(type: "bigint", nullable: true),
                    wave_id = table.Column<long>(type: "bigint", nullable: true),
                    job_id = table.Column<long>(type: "bigint", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_answer_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "benchmarks",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    figure = table.Column<string>(type: "text", nullable: false),
                    target = table.Column<double>(type: "double precision", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_benchmarks", x => x.id);
                    table.ForeignKey(
                        name: "fk_benchmarks_surveys_survey_id",
                        column: x => x.survey_id,
                        principalSchema: "surveys",
                        principalTable: "surveys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "comment_places",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    read_to = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comment_places", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "comment_words",
                schema: "surveys",
                columns: table => new
                {
                    response_id = table.Column<long>(type: "bigint", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    words = table.Column<string[]>(type: "text[]", nullable: false),
                    tone = table.Column<string>(type: "text", nullable: true),
                    model_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comment_words", x => new { x.response_id, x.item });
                    table.ForeignKey(
                        name: "fk_comment_words_responses_response_id",
                        column: x => x.response_id,
                        principalSchema: "surveys",
                        principalTable: "responses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "contact_wishes",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: true),
                    contact_id = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string>(type: "text", nullable: true),
                    day = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_wishes", x => x.id);
                    table.ForeignKey(
                        name: "fk_contact_wishes_waves_wave_id",
                        column: x => x.wave_id,
                        principalSchema: "surveys",
                        principalTable: "waves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "dashboard_mails",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    pace = table.Column<string>(type: "text", nullable: false),
                    reader_ids = table.Column<List<long>>(type: "bigint[]", nullable: false),
                    survey_id = table.Column<long>(type: "bigint", nullable: true),
                    filter_team_id = table.Column<long>(type: "bigint", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: true),
                    level = table.Column<string>(type: "text", nullable: true),
                    industry = table.Column<string>(type: "text", nullable: true),
                    region = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    sent_for = table.Column<DateOnly>(type: "date", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dashboard_mails", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_codes",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_codes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "improvements",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    problem = table.Column<string>(type: "text", nullable: false),
                    survey_id = table.Column<long>(type: "bigint", nullable: true),
                    wave_id = table.Column<long>(type: "bigint", nullable: true),
                    item = table.Column<string>(type: "text", nullable: true),
                    dimension = table.Column<string>(type: "text", nullable: true),
                    figure = table.Column<double>(type: "double precision", nullable: true),
                    target = table.Column<double>(type: "double precision", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    due_on = table.Column<DateOnly>(type: "date", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    proposed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    approved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_on = table.Column<DateOnly>(type: "date", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    conclusion = table.Column<string>(type: "text", nullable: true),
                    pilot_team_id = table.Column<long>(type: "bigint", nullable: true),
                    pilot_segment_id = table.Column<long>(type: "bigint", nullable: true),
                    pilot_from = table.Column<DateOnly>(type: "date", nullable: true),
                    pilot_to = table.Column<DateOnly>(type: "date", nullable: true),
                    verdict = table.Column<string>(type: "text", nullable: false),
                    figure_after = table.Column<double>(type: "double precision", nullable: true),
                    measured_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    overdue_told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_improvements", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "invitation_links",
                schema: "surveys",
                columns: table => new
                {
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    invitation_id = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitation_links", x => x.token_hash);
                    table.ForeignKey(
                        name: "fk_invitation_links_invitations_invitation_id",
                        column: x => x.invitation_id,
                        principalSchema: "surveys",
                        principalTable: "invitations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pretests",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_by_id = table.Column<long>(type: "bigint", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pretests", x => x.id);
                    table.ForeignKey(
                        name: "fk_pretests_surveys_survey_id",
                        column: x => x.survey_id,
                        principalSchema: "surveys",
                        principalTable: "surveys",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "score_changes",
                schema: "surveys",
                columns: table => new
                {
                    sign = table.Column<short>(type: "smallint", nullable: false),
                    month = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    wave_id = table.Column<long>(type: "bigint", nullable: true),
                    counted = table.Column<bool>(type: "boolean", nullable: false),
                    again = table.Column<bool>(type: "boolean", nullable: false),
                    flags = table.Column<string[]>(type: "text[]", nullable: false),
                    headline = table.Column<int>(type: "integer", nullable: true),
                    nps = table.Column<int>(type: "integer", nullable: true),
                    band = table.Column<string>(type: "text", nullable: true),
                    channel = table.Column<string>(type: "text", nullable: true),
                    industry = table.Column<string>(type: "text", nullable: true),
                    level = table.Column<string>(type: "text", nullable: true),
                    region = table.Column<string>(type: "text", nullable: true),
                    size = table.Column<string>(type: "text", nullable: true),
                    answers = table.Column<string>(type: "jsonb", nullable: false),
                    text_items = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "score_months",
                schema: "surveys",
                columns: table => new
                {
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    wave_id = table.Column<long>(type: "bigint", nullable: true),
                    counted = table.Column<bool>(type: "boolean", nullable: false),
                    again = table.Column<bool>(type: "boolean", nullable: false),
                    facet = table.Column<string>(type: "text", nullable: false),
                    facet_value = table.Column<string>(type: "text", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    n = table.Column<long>(type: "bigint", nullable: false),
                    first = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    high = table.Column<long>(type: "bigint", nullable: false),
                    low = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "sentiment_models",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    n = table.Column<int>(type: "integer", nullable: false),
                    positives = table.Column<int>(type: "integer", nullable: false),
                    folds = table.Column<int>(type: "integer", nullable: false),
                    accuracy = table.Column<double>(type: "double precision", nullable: false),
                    baseline = table.Column<double>(type: "double precision", nullable: false),
                    balanced = table.Column<double>(type: "double precision", nullable: false),
                    weights = table.Column<byte[]>(type: "bytea", nullable: true),
                    learned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sentiment_models", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wave_dues",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    occasion = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wave_dues", x => x.id);
                    table.ForeignKey(
                        name: "fk_wave_dues_waves_wave_id",
                        column: x => x.wave_id,
                        principalSchema: "surveys",
                        principalTable: "waves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "wave_listed",
                schema: "surveys",
                columns: table => new
                {
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wave_listed", x => new { x.wave_id, x.customer_id });
                    table.ForeignKey(
                        name: "fk_wave_listed_waves_wave_id",
                        column: x => x.wave_id,
                        principalSchema: "surveys",
                        principalTable: "waves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "wave_tallies",
                schema: "surveys",
                columns: table => new
                {
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    taken = table.Column<long>(type: "bigint", nullable: false),
                    awarded = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wave_tallies", x => x.wave_id);
                });

            migrationBuilder.CreateTable(
                name: "answer_import_rows",
                schema: "surveys",
                columns: table => new
                {
                    import_id = table.Column<long>(type: "bigint", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    cells = table.Column<string[]>(type: "text[]", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    reason_arg = table.Column<string>(type: "text", nullable: true),
                    response_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_answer_import_rows", x => new { x.import_id, x.line });
                    table.ForeignKey(
                        name: "fk_answer_import_rows_answer_imports_import_id",
                        column: x => x.import_id,
                        principalSchema: "surveys",
                        principalTable: "answer_imports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "feedback",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    response_id = table.Column<long>(type: "bigint", nullable: true),
                    item = table.Column<string>(type: "text", nullable: true),
                    survey_id = table.Column<long>(type: "bigint", nullable: true),
                    wave_id = table.Column<long>(type: "bigint", nullable: true),
                    ticket_id = table.Column<long>(type: "bigint", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: true),
                    contact_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    cause_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    answerable = table.Column<bool>(type: "boolean", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reminded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    escalated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    way = table.Column<string>(type: "text", nullable: true),
                    answer_text = table.Column<string>(type: "text", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_by_id = table.Column<long>(type: "bigint", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    improvement_id = table.Column<long>(type: "bigint", nullable: true),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    closed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback", x => x.id);
                    table.ForeignKey(
                        name: "fk_feedback_feedback_codes_category_id",
                        column: x => x.category_id,
                        principalSchema: "surveys",
                        principalTable: "feedback_codes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_feedback_feedback_codes_cause_id",
                        column: x => x.cause_id,
                        principalSchema: "surveys",
                        principalTable: "feedback_codes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_feedback_improvements_improvement_id",
                        column: x => x.improvement_id,
                        principalSchema: "surveys",
                        principalTable: "improvements",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "improvement_measures",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    improvement_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    added_by_id = table.Column<long>(type: "bigint", nullable: true),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_improvement_measures", x => x.id);
                    table.ForeignKey(
                        name: "fk_improvement_measures_improvements_improvement_id",
                        column: x => x.improvement_id,
                        principalSchema: "surveys",
                        principalTable: "improvements",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "improvement_steps",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    improvement_id = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_improvement_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_improvement_steps_improvements_improvement_id",
                        column: x => x.improvement_id,
                        principalSchema: "surveys",
                        principalTable: "improvements",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "improvement_teams",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    improvement_id = table.Column<long>(type: "bigint", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: false),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    confirmed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_improvement_teams", x => x.id);
                    table.ForeignKey(
                        name: "fk_improvement_teams_improvements_improvement_id",
                        column: x => x.improvement_id,
                        principalSchema: "surveys",
                        principalTable: "improvements",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "pretest_testers",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    pretest_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    token = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    answers = table.Column<string>(type: "jsonb", nullable: false),
                    seconds = table.Column<string>(type: "jsonb", nullable: false),
                    page = table.Column<int>(type: "integer", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pretest_testers", x => x.id);
                    table.ForeignKey(
                        name: "fk_pretest_testers_pretests_pretest_id",
                        column: x => x.pretest_id,
                        principalSchema: "surveys",
                        principalTable: "pretests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "pretest_remarks",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    pretest_id = table.Column<long>(type: "bigint", nullable: false),
                    tester_id = table.Column<long>(type: "bigint", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_pretest_remarks", x => x.id);
                    table.ForeignKey(
                        name: "fk_pretest_remarks_pretest_testers_tester_id",
                        column: x => x.tester_id,
                        principalSchema: "surveys",
                        principalTable: "pretest_testers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_pretest_remarks_pretests_pretest_id",
                        column: x => x.pretest_id,
                        principalSchema: "surveys",
                        principalTable: "pretests",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_waves_previous_id",
                schema: "surveys",
                table: "waves",
                column: "previous_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_waves_series_id",
                schema: "surveys",
                table: "waves",
                column: "series_id");

            migrationBuilder.CreateIndex(
                name: "ix_waves_state_kind",
                schema: "surveys",
                table: "waves",
                columns: new[] { "state", "kind" });

            migrationBuilder.CreateIndex(
                name: "ix_responses_anonymous",
                schema: "surveys",
                table: "responses",
                column: "survey_id",
                filter: "anonymous");

            migrationBuilder.CreateIndex(
                name: "ix_responses_comments",
                schema: "surveys",
                table: "responses",
                columns: new[] { "survey_id", "id" },
                filter: "has_comment");

            migrationBuilder.CreateIndex(
                name: "ix_responses_decided",
                schema: "surveys",
                table: "responses",
                columns: new[] { "survey_id", "decided_at" },
                filter: "decided_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_responses_import_id",
                schema: "surveys",
                table: "responses",
                column: "import_id",
                filter: "import_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_responses_survey_id_import_key",
                schema: "surveys",
                table: "responses",
                columns: new[] { "survey_id", "import_key" },
                unique: true,
                filter: "import_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_to_remind",
                schema: "surveys",
                table: "invitations",
                columns: new[] { "wave_id", "created_at" },
                filter: "finished_at is null and revoked_at is null and delivery = 'mail'");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_to_reward",
                schema: "surveys",
                table: "invitations",
                column: "wave_id",
                filter: "rewarded_at is null and finished_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_answer_import_rows_import_id_state_line",
                schema: "surveys",
                table: "answer_import_rows",
                columns: new[] { "import_id", "state", "line" });

            migrationBuilder.CreateIndex(
                name: "ix_answer_imports_by_id_id",
                schema: "surveys",
                table: "answer_imports",
                columns: new[] { "by_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_answer_imports_headers_hash",
                schema: "surveys",
                table: "answer_imports",
                column: "headers_hash");

            migrationBuilder.CreateIndex(
                name: "ix_benchmarks_survey_id_figure",
                schema: "surveys",
                table: "benchmarks",
                columns: new[] { "survey_id", "figure" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_comment_words_model_id_response_id",
                schema: "surveys",
                table: "comment_words",
                columns: new[] { "model_id", "response_id" },
                filter: "tone is not null");

            migrationBuilder.CreateIndex(
                name: "ix_comment_words_words",
                schema: "surveys",
                table: "comment_words",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_contact_wishes_customer_id",
                schema: "surveys",
                table: "contact_wishes",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_contact_wishes_open",
                schema: "surveys",
                table: "contact_wishes",
                column: "id",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_contact_wishes_wave_id",
                schema: "surveys",
                table: "contact_wishes",
                column: "wave_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_answered",
                schema: "surveys",
                table: "feedback",
                columns: new[] { "received_at", "id" },
                descending: new bool[0],
                filter: "state = 'answered'");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_category_id",
                schema: "surveys",
                table: "feedback",
                column: "category_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_cause_id",
                schema: "surveys",
                table: "feedback",
                column: "cause_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_closed",
                schema: "surveys",
                table: "feedback",
                columns: new[] { "closed_at", "id" },
                descending: new bool[0],
                filter: "state = 'closed'");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_customer_id_received_at",
                schema: "surveys",
                table: "feedback",
                columns: new[] { "customer_id", "received_at" });

            migrationBuilder.CreateIndex(
                name: "ix_feedback_improvement_id",
                schema: "surveys",
                table: "feedback",
                column: "improvement_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_open",
                schema: "surveys",
                table: "feedback",
                columns: new[] { "due_at", "id" },
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_response_id_item",
                schema: "surveys",
                table: "feedback",
                columns: new[] { "response_id", "item" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_feedback_ticket_id",
                schema: "surveys",
                table: "feedback",
                column: "ticket_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_improvement_measures_improvement_id",
                schema: "surveys",
                table: "improvement_measures",
                column: "improvement_id");

            migrationBuilder.CreateIndex(
                name: "ix_improvement_steps_improvement_id",
                schema: "surveys",
                table: "improvement_steps",
                column: "improvement_id");

            migrationBuilder.CreateIndex(
                name: "ix_improvement_teams_improvement_id_team_id",
                schema: "surveys",
                table: "improvement_teams",
                columns: new[] { "improvement_id", "team_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_improvements_due_on_id",
                schema: "surveys",
                table: "improvements",
                columns: new[] { "due_on", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_improvements_survey_id_item",
                schema: "surveys",
                table: "improvements",
                columns: new[] { "survey_id", "item" });

            migrationBuilder.CreateIndex(
                name: "ix_invitation_links_invitation_id",
                schema: "surveys",
                table: "invitation_links",
                column: "invitation_id");

            migrationBuilder.CreateIndex(
                name: "ix_pretest_remarks_pretest_id_id",
                schema: "surveys",
                table: "pretest_remarks",
                columns: new[] { "pretest_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pretest_remarks_tester_id_item",
                schema: "surveys",
                table: "pretest_remarks",
                columns: new[] { "tester_id", "item" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pretest_testers_pretest_id_id",
                schema: "surveys",
                table: "pretest_testers",
                columns: new[] { "pretest_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_pretest_testers_token",
                schema: "surveys",
                table: "pretest_testers",
                column: "token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_pretests_survey_id_id",
                schema: "surveys",
                table: "pretests",
                columns: new[] { "survey_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_score_months_day",
                schema: "surveys",
                table: "score_months",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_score_months_facet_facet_value_survey_id_wave_id_day",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "facet", "facet_value", "survey_id", "wave_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_score_months_fresh",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "fresh", "day" },
                filter: "fresh");

            migrationBuilder.CreateIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "item", "facet", "day" },
                filter: "item in ('@headline', '@nps')");

            migrationBuilder.CreateIndex(
                name: "ix_wave_dues_customer_id",
                schema: "surveys",
                table: "wave_dues",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_wave_dues_open",
                schema: "surveys",
                table: "wave_dues",
                column: "due_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_wave_dues_wave_id_occasion",
                schema: "surveys",
                table: "wave_dues",
                columns: new[] { "wave_id", "occasion" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_wave_listed_customer_id",
                schema: "surveys",
                table: "wave_listed",
                column: "customer_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "answer_import_rows",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "benchmarks",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "comment_places",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "comment_words",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "contact_wishes",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "dashboard_mails",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "feedback",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "improvement_measures",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "improvement_steps",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "improvement_teams",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "invitation_links",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "pretest_remarks",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "score_changes",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "score_months",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "sentiment_models",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "wave_dues",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "wave_listed",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "wave_tallies",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "answer_imports",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "feedback_codes",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "improvements",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "pretest_testers",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "pretests",
                schema: "surveys");

            migrationBuilder.DropIndex(
                name: "ix_waves_previous_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropIndex(
                name: "ix_waves_series_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropIndex(
                name: "ix_waves_state_kind",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropIndex(
                name: "ix_responses_anonymous",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_comments",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_decided",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_import_id",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_survey_id_import_key",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_invitations_to_remind",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "ix_invitations_to_reward",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "anonymous",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "delay_days",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "full_at",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "launch_on",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "listed",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "mails",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "offers_contact",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "points",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "points_budget",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "previous_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "product",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "quota",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "remind_after_days",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "remind_most",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "repeats",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "series_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "cleaning",
                schema: "surveys",
                table: "surveys");

            migrationBuilder.DropColumn(
                name: "again",
                schema: "surveys",
                table: "survey_days");

            migrationBuilder.DropColumn(
                name: "invited",
                schema: "surveys",
                table: "survey_days");

            migrationBuilder.DropColumn(
                name: "started",
                schema: "surveys",
                table: "survey_days");

            migrationBuilder.DropColumn(
                name: "wave_id",
                schema: "surveys",
                table: "survey_days");

            migrationBuilder.DropColumn(
                name: "anonymous",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "import_id",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "import_key",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "origin",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "origin_url",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "page_seconds",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "refilled",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "refilled_at",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "value_class",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "declined_at",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "reminded_at",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "reminders",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "reward",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "rewarded_at",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "wishes_contact",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "page_seconds",
                schema: "surveys",
                table: "drafts");

            migrationBuilder.CreateTable(
                name: "item_days",
                schema: "surveys",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    fresh = table.Column<bool>(type: "boolean", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    n = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    total = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateIndex(
                name: "ix_item_days_day",
                schema: "surveys",
                table: "item_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_item_days_fresh",
                schema: "surveys",
                table: "item_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");
        }
    }
}
