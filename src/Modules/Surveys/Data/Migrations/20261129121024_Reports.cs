using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class Reports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "item_days",
                schema: "surveys");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "dashboard_mails",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "score_changes",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "score_months",
                schema: "surveys");

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
