import { ActionIcon, Tooltip } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useLabeling, useWorkbench } from "../page/workbench-context.js";
import classes from "./Rating.module.css";

const STARS = [1, 2, 3, 4, 5] as const;

/** The reviewer's stars; the same star again takes them away. */
export function Rating() {
  const { session } = useWorkbench();
  const { rating } = useLabeling();
  const given = rating ?? 0;
  return (
    <fieldset className={classes.stars}>
      <legend className={classes.legend}>Rating</legend>
      {STARS.map((value) => {
        const words = value === 1 ? "1 star" : `${value} stars`;
        return (
          <Tooltip position="bottom" key={value} label={words}>
            <ActionIcon
              size={24}
              aria-label={words}
              aria-pressed={value === given}
              data-given={value <= given || undefined}
              className={classes.star ?? ""}
              onClick={() => session.setRating(value === given ? null : value)}
            >
              {value <= given ? <IconStarFilled size={16} /> : <IconStar size={16} />}
            </ActionIcon>
          </Tooltip>
        );
      })}
    </fieldset>
  );
}
