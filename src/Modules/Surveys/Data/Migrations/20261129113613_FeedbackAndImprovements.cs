using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class FeedbackAndImprovements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
                name: "feedback_codes",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "improvements",
                schema: "surveys");
        }
    }
}
