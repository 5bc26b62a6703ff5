using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class RollUpsAndSegments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "segment_id",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "item_days",
                schema: "surveys",
                columns: table => new
                {
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    n = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                });

            migrationBuilder.CreateTable(
                name: "survey_days",
                schema: "surveys",
                columns: table => new
                {
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    answers = table.Column<long>(type: "bigint", nullable: false),
                    headline_n = table.Column<long>(type: "bigint", nullable: false),
                    headline_sum = table.Column<long>(type: "bigint", nullable: false),
                    satisfied = table.Column<long>(type: "bigint", nullable: false),
                    promoters = table.Column<long>(type: "bigint", nullable: false),
                    passives = table.Column<long>(type: "bigint", nullable: false),
                    detractors = table.Column<long>(type: "bigint", nullable: false),
                    delivered = table.Column<long>(type: "bigint", nullable: false),
                    returned = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    fresh = table.Column<bool>(type: "boolean", nullable: false)
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

            migrationBuilder.CreateIndex(
                name: "ix_survey_days_day",
                schema: "surveys",
                table: "survey_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_survey_days_fresh",
                schema: "surveys",
                table: "survey_days",
                columns: new[] { "fresh", "day" },
                filter: "fresh");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "item_days",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "survey_days",
                schema: "surveys");

            migrationBuilder.DropColumn(
                name: "segment_id",
                schema: "surveys",
                table: "waves");
        }
    }
}
